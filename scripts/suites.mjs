// The suites of ./baton test. They are found, not listed, so that none can be forgotten: every project tests/**/*.Tests.csproj,
// and every package below web/ and tests/ whose package.json has a "test" (of Vitest, or of node --test).
import path from 'node:path';
import { artifacts, list, packagesBelow, root } from './paths.mjs';

// These start servers and browsers, kill them and wait for them: they get the machine for themselves.
const Heavy = /^(Baton\.Tests|Baton\.Browser\.Tests|tests\/)/;

export const reports = path.join(artifacts, 'test');

/** [{ name, heavy, folder, command, args, report, read }], quick ones first. */
export function suites() {
  return [...dotnetSuites(), ...packageSuites()]
    .map(suite => ({ ...suite, heavy: Heavy.test(suite.name), log: path.join(reports, `${fileName(suite.name)}.log`) }))
    .sort((a, b) => a.heavy - b.heavy || a.name.localeCompare(b.name));
}

function dotnetSuites() {
  return list(path.join(root, 'tests'))
    .flatMap(folder => list(path.join(root, 'tests', folder)).map(file => ({ folder, file })))
    .filter(({ file }) => file.endsWith('.Tests.csproj'))
    .map(({ folder, file }) => {
      const name = file.replace(/\.csproj$/, '');
      const report = path.join(reports, `${name}.json`);
      return {
        name,
        folder: path.join(root, 'tests', folder),
        command: 'dotnet',
        args: [path.join(artifacts, 'bin', name, 'release', `${name}.dll`), '-noColor', '-noLogo', '-ctrf', report],
        report,
        read: readCtrf,
      };
    });
}

function packageSuites() {
  return packagesBelow('web', 'tests').filter(({ manifest }) => manifest.scripts?.test).map(({ name, folder, manifest }) => {
    const report = path.join(reports, `${fileName(name)}.json`);
    const vitest = ['test', '--', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    return manifest.scripts.test.startsWith('node --test')
      ? { name, folder, command: 'node', args: nodeArguments(manifest.scripts.test, report), report, read: readTap }
      : { name, folder, command: 'npm', args: vitest, report, read: readVitest };
  });
}

function nodeArguments(script, report) {
  const toRead = ['--test-reporter=spec', '--test-reporter-destination=stdout'];
  const toCount = ['--test-reporter=tap', `--test-reporter-destination=${report}`];
  return ['--test', ...toRead, ...toCount, ...script.split(/\s+/).slice(2)];
}

function fileName(name) {
  return name.replaceAll('/', '-');
}

// Each reader turns a report into { passed, failed, skipped, failures: [{ name, message }] }.

function readCtrf(text) {
  const { summary, tests } = JSON.parse(text).results;
  return {
    passed: summary.passed,
    failed: summary.failed + (summary.other ?? 0),
    skipped: summary.skipped + (summary.pending ?? 0),
    failures: [
      ...tests.filter(test => test.status === 'failed').map(({ name, message }) => ({ name, message })),
      ...(summary.other ? [{ name: 'outside of the tests themselves', message: 'A fixture or the cleaning up failed; see the log.' }] : []),
    ],
  };
}

function readVitest(text) {
  const report = JSON.parse(text);
  const files = report.testResults.filter(file => file.status === 'failed' && file.assertionResults.length === 0);
  const tests = report.testResults.flatMap(file => file.assertionResults).filter(test => test.status === 'failed');
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + files.length,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
    failures: [
      ...files.map(file => ({ name: path.relative(root, file.name), message: file.message })),
      ...tests.map(test => ({ name: test.fullName, message: test.failureMessages.join('\n') })),
    ],
  };
}

function readTap(text) {
  const count = word => Number(text.match(new RegExp(`^# ${word} (\\d+)`, 'm'))?.[1] ?? 0);
  return {
    passed: count('pass'),
    failed: count('fail') + count('cancelled'),
    skipped: count('skipped') + count('todo'),
    failures: [...text.matchAll(/^\s*not ok \d+ - (.*)$/gm)].map(([, name]) => ({ name, message: 'See the log.' })),
  };
}
