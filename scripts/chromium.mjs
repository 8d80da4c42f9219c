// The browser of the browser tests: Chromium as the system packages it. On Debian it is installed when missing.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';
import { run } from './steps.mjs';

const Names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const Places = [
  ...(process.env.PATH ?? '').split(path.delimiter).flatMap(folder => Names.map(name => path.join(folder, name))),
  '/usr/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Where it is, or undefined. BATON_CHROMIUM says so outright. */
export function findChromium() {
  return process.env.BATON_CHROMIUM || Places.find(place => fs.existsSync(place));
}

/** The step that installs it, where that is possible and needed. */
export function chromium() {
  if (findChromium()) return [];
  const sudo = process.getuid?.() === 0 ? [] : maySudo() ? ['sudo', '-n'] : null;
  if (!fs.existsSync('/usr/bin/apt-get') || !sudo) {
    console.log('Chromium is missing, so the browser tests are skipped. '
      + 'Debian: sudo apt-get install chromium   macOS: brew install --cask chromium   or set BATON_CHROMIUM to a Chrome.');
    return [];
  }
  const apt = (log, ...args) => run(log, root, ...sudo, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', ...args);
  return [{
    name: 'Chromium',
    from: [],
    makes: ['/usr/bin/chromium'],
    mayFail: 'Chromium could not be installed, so the browser tests are skipped. Try: apt-get install chromium',
    async run(log) {
      await apt(log, 'update');
      await apt(log, 'install', '-y', '--no-install-recommends', 'chromium');
    },
  }];
}

function maySudo() {
  try {
    execFileSync('sudo', ['-n', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
