// What OfficialClientTests, McpTests and the sandbox's RealClientsTests run must be what their names say.
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

for (const [name, wanted] of Object.entries(require('./package.json').dependencies))
  test(`${name} is the published one, in the version that the stories are written for`, () => {
    const manifest = JSON.parse(fs.readFileSync(path.join(__dirname, 'node_modules', name, 'package.json'), 'utf8'));
    assert.equal(manifest.version, wanted);
  });
