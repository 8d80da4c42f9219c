// What OfficialClientTests runs must be what its name says.
const assert = require('node:assert');
const { test } = require('node:test');

test('the client is the published one, in the version that the stories are written for', () => {
  const wanted = require('./package.json').dependencies['botframework-directlinejs'];
  assert.equal(require('botframework-directlinejs/package.json').version, wanted);
});
