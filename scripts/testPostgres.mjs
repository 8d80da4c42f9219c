// One PostgreSQL for all suites, that flushes nothing and is thrown away. It ends with us, even when we are killed: it reads from a
// pipe of ours, and a pipe closes when the process at its other end is gone.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { StepFailed, tail } from './steps.mjs';

/** Resolves to { connectionString, stop }. A database given as BATON_TEST_POSTGRES is used as it is. */
export async function startPostgres(server, folder) {
  const given = process.env.BATON_TEST_POSTGRES;
  if (given) return { connectionString: given, stop: async () => {} };

  const log = `${folder}.log`;
  const errors = fs.openSync(log, 'w');
  // Detached, so that Ctrl-C does not reach it before the suites that use it have ended.
  const child = spawn('dotnet', [server, 'postgres', folder, '--throw-away'], { stdio: ['pipe', 'pipe', errors], detached: true });
  const ended = new Promise(resolve => child.on('exit', resolve));
  fs.closeSync(errors);

  const line = new Promise(resolve => {
    let said = '';
    child.stdout.on('data', more => {
      said += more;
      const found = said.match(/^Host=.*$/m);
      if (found) resolve(found[0]);
    });
  });
  const connectionString = await Promise.race([line, ended.then(() => null)]);
  if (!connectionString) throw new StepFailed(`The PostgreSQL of the tests did not start.\n${tail(log)}`);

  return {
    connectionString,
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}
