// One PostgreSQL for all suites, that flushes nothing and is thrown away. It ends with us, even when we are killed: it reads from a
// pipe of ours, and a pipe closes when the process at its other end is gone.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { StepFailed, tail } from './steps.mjs';

const Memory = '/dev/shm';
const RoomMin = 4 * 2 ** 30;

/** The folder of its files: in memory where there is plenty, because each test's database is a copy of some hundred files. */
export function databases(otherwise) {
  if (!fs.existsSync(Memory)) return otherwise;
  const { bavail, bsize } = fs.statfsSync(Memory);
  return Math.min(bavail * bsize, os.freemem() / 2) >= RoomMin ? path.join(Memory, `baton-test-${process.pid}`) : otherwise;
}

/** Resolves to { connectionString, stop }. A database given as BATON_TEST_POSTGRES is used as it is. */
export async function startPostgres(server, folder, log = `${folder}.log`) {
  const given = process.env.BATON_TEST_POSTGRES;
  if (given) return { connectionString: given, stop: async () => {} };

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
