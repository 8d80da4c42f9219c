// A step of the set-up is done again only when what it is made from has changed, or what it made is gone.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { artifacts, root, windows } from './paths.mjs';

const TailLines = 40;
const NotInputs = new Set(['node_modules', 'dist', 'bin', 'obj', 'artifacts', '.git', '.baton', 'TestResults', 'results']);

/** A command failed; the message is for the person at the shell. */
export class StepFailed extends Error {}

/**
 * Does the steps that need doing, and says of each when it begins and what it took. Those of one strand follow one another; strands go
 * beside one another. When a step fails, no other is begun.
 * A step: { name, strand?, from: [paths], key?, makes: [paths], run: log => Promise, mayFail?: sentence }.
 */
export async function perform(steps) {
  const due = steps.filter(step => !isDone(step));
  const strands = [...new Set(due.map(step => step.strand))].map(strand => due.filter(step => step.strand === strand));
  let begun = 0;
  let failed = false;
  const ended = await Promise.allSettled(strands.map(async strand => {
    for (const step of strand) {
      if (failed) return;
      try {
        await take(step, `[${++begun}/${due.length}] ${step.name}`);
      } catch (failure) {
        failed = true;
        throw failure;
      }
    }
  }));
  const wrong = ended.find(({ status }) => status === 'rejected');
  if (wrong) throw wrong.reason;
}

async function take(step, title) {
  console.log(`${title} ...`);
  const began = performance.now();
  const log = path.join(artifacts, 'setup', `${step.name.replaceAll(/[^A-Za-z0-9]+/g, '-').toLowerCase()}.log`);
  try {
    const before = fingerprint(step);   // of what we start from: a file saved meanwhile must not count as built
    await step.run(log);
    remember(step, before);
    console.log(`${title}: ${seconds(began)} s`);
  } catch (failure) {
    console.log(`${title}: ${step.mayFail ? 'not done' : 'failed'}`);
    if (!step.mayFail) throw new StepFailed(`${tail(log)}\n${step.name} failed: ${failure.message}\nAll it said: ${log}`);
    console.log(`      ${step.mayFail}`);
  }
}

/** Runs a command to its end; what it says goes into the log, whose last lines tell why it failed. */
export function run(log, folder, command, ...args) {
  fs.mkdirSync(path.dirname(log), { recursive: true });
  fs.mkdirSync(folder, { recursive: true });
  // A file and no pipe: a build server that outlives the command would hold a pipe open, and us with it.
  const out = fs.openSync(log, 'a');
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: folder, stdio: ['ignore', out, out], shell: windows, env: quiet() });
    child.on('error', reject);
    child.on('exit', (code, signal) => code === 0
      ? resolve()
      : reject(new StepFailed(`${command} ${args[0]} ended with ${signal ?? code}.`)));
  }).finally(() => fs.closeSync(out));
}

export function seconds(began) {
  return ((performance.now() - began) / 1000).toFixed(1);
}

export function tail(log) {
  return fs.existsSync(log) ? fs.readFileSync(log, 'utf8').trimEnd().split('\n').slice(-TailLines).join('\n') : '';
}

/**
 * For .NET programs that end within minutes, the compiler's and the tests': most of what they run, they run seldom. So it is compiled
 * plainly, not a second time with counters in it, and better only when it was called some hundred times (the number is in hex);
 * threads that find nothing to do sleep instead of spinning. A third of their processor time.
 */
export const shortLived = {
  DOTNET_TieredPGO: '0',
  DOTNET_TC_CallCountThreshold: '200',
  DOTNET_EnableWriteXorExecute: '0',
  DOTNET_ThreadPool_UnfairSemaphoreSpinLimit: '0',
};

function quiet() {
  return {
    ...shortLived,
    ...process.env,
    DOTNET_NOLOGO: '1',
    DOTNET_CLI_TELEMETRY_OPTOUT: '1',
    DOTNET_GENERATE_ASPNET_CERTIFICATE: 'false',
    MSBUILDDISABLENODEREUSE: '1',
    NO_UPDATE_NOTIFIER: '1',
  };
}

function isDone(step) {
  const stamp = stampOf(step);
  return fs.existsSync(stamp)
    && step.makes.every(made => fs.existsSync(made))
    && fs.readFileSync(stamp, 'utf8') === fingerprint(step);
}

function remember(step, print) {
  fs.mkdirSync(path.dirname(stampOf(step)), { recursive: true });
  fs.writeFileSync(stampOf(step), print);
}

function stampOf(step) {
  return path.join(artifacts, 'stamps', step.name.replaceAll(/[^A-Za-z0-9]+/g, '-').toLowerCase());
}

// Names, sizes and times of all files: a changed, a new and a deleted file all show.
function fingerprint(step) {
  const hash = createHash('sha256').update(step.key ?? '');
  for (const from of step.from) walk(path.join(root, from), hash);
  return hash.digest('hex');
}

function walk(place, hash) {
  const found = fs.statSync(place, { throwIfNoEntry: false });
  if (!found) return;
  if (!found.isDirectory()) {
    hash.update(`${path.relative(root, place)} ${found.size} ${found.mtimeMs}\n`);
    return;
  }
  for (const name of fs.readdirSync(place).sort())
    if (!NotInputs.has(name)) walk(path.join(place, name), hash);
}
