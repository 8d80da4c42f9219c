// Everything that ./baton test does: set up, build once, run the suites, count.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { chromium, findChromium } from './chromium.mjs';
import { artifacts, packagesBelow, root, server, windows } from './paths.mjs';
import { build, packages, requireTools, stepsFor } from './setup.mjs';
import { perform, seconds, shortLived, StepFailed, tail } from './steps.mjs';
import { reports, suites } from './suites.mjs';
import { databases, startPostgres } from './testPostgres.mjs';

const SuiteMinutesMax = 25;
const AtOnceMax = 2;
const MessageLinesMax = 12;

/** Runs one suite to its end and says what came of it. Its whole output is in its log. */
async function runSuite(suite, environment) {
  const began = performance.now();
  fs.rmSync(suite.report, { force: true });
  const out = fs.openSync(suite.log, 'w');
  const ended = await new Promise(resolve => {
    const child = spawn(suite.command, suite.args, {
      cwd: suite.folder, stdio: ['ignore', out, out], env: environment, shell: windows, detached: !windows,
    });
    const late = setTimeout(() => stop(child), SuiteMinutesMax * 60_000);
    running.add(child);
    child.on('error', failure => resolve(failure.message));
    child.on('exit', (code, signal) => resolve(signal ?? code));
    child.on('close', () => { clearTimeout(late); running.delete(child); });
  });
  fs.closeSync(out);
  const result = judge(suite, ended);
  say(suite, result, seconds(began));
  return result;
}

// A suite that ends badly without naming a failed test has crashed, and that counts as one failure.
function judge(suite, ended) {
  const crash = why => ({ passed: 0, failed: 1, skipped: 0, failures: [{ name: suite.name, message: `${why}\n${tail(suite.log)}` }] });
  if (!fs.existsSync(suite.report)) return crash(`It ended with ${ended} and left no report. The last it said:`);

  const result = suite.read(fs.readFileSync(suite.report, 'utf8'));
  if (result.passed + result.failed + result.skipped === 0) return crash('It found no tests.');
  if (ended === 0 || result.failed > 0) return result;
  return { ...result, failed: 1, failures: crash(`All its tests passed, then it ended with ${ended}:`).failures };
}

function say(suite, { passed, failed, skipped, failures }, took) {
  const mark = failed ? 'FAILED' : 'ok    ';
  console.log(`${mark} ${suite.name.padEnd(28)} ${passed} passed, ${failed} failed, ${skipped} skipped in ${took} s`);
  for (const { name, message } of failures) {
    console.log(`       ${name}`);
    for (const line of (message ?? '').trimEnd().split('\n').slice(0, MessageLinesMax)) console.log(`         ${line}`);
  }
  if (failed) console.log(`       all of it: ${path.relative(root, suite.log)}`);
}

// The quick ones two at a time, then the heavy ones alone.
async function runAll(chosen, environment) {
  const results = [];
  const quick = chosen.filter(suite => !suite.heavy);
  const worker = async () => {
    while (quick.length > 0) results.push(await runSuite(quick.shift(), environment));
  };
  await Promise.all(Array.from({ length: AtOnceMax }, worker));
  for (const suite of chosen.filter(suite => suite.heavy)) results.push(await runSuite(suite, environment));
  return results;
}

// A suite leads its own group of processes, so that what it started ends with it.
const running = new Set();

function stop(child) {
  try {
    if (windows) child.kill();
    else process.kill(-child.pid, 'SIGKILL');
  } catch (gone) {
    if (gone.code !== 'ESRCH') throw gone;
  }
}

function choose(names) {
  const all = suites();
  const chosen = all.filter(suite => names.length === 0 || names.some(name => suite.name.toLowerCase().includes(name.toLowerCase())));
  if (chosen.length > 0) return chosen;
  throw new StepFailed(`No suite is called ${names.join(' or ')}. There are: ${all.map(suite => suite.name).join(', ')}.`);
}

async function main(names) {
  requireTools();
  const chosen = choose(names);
  fs.mkdirSync(reports, { recursive: true });
  await perform([
    ...stepsFor('test'),
    ...packagesBelow('tests').map(packages),   // also those that .NET's tests start, such as the official Direct Line client
    build('server and tests', 'Baton.slnx', ['Baton.slnx', 'src', 'tests', 'bench'], [server]),
    ...chromium(),
  ]);

  const files = path.join(artifacts, 'test', 'postgres');
  const postgres = await startPostgres(server, databases(files), `${files}.log`);
  try {
    const results = await runAll(chosen, {
      ...shortLived,
      ...process.env,
      BATON_TEST_POSTGRES: postgres.connectionString,
      BATON_CHROMIUM: findChromium() ?? '',
      BATON_WEB: path.join(root, 'web'),
    });
    const total = key => results.reduce((sum, result) => sum + result[key], 0);
    console.log(`${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped`);
    if (total('failed') > 0) process.exitCode = 1;
  } finally {
    await postgres.stop();
  }
}

for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    for (const child of running) stop(child);
    process.exit(signal === 'SIGINT' ? 130 : 143);
  });

try {
  await main(process.argv.slice(2));
} catch (failure) {
  if (!(failure instanceof StepFailed)) throw failure;
  console.error(failure.message);
  process.exitCode = 1;
}
