// Where things are, and which parts of the tree need setting up.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
export const artifacts = path.join(root, 'artifacts');
export const configuration = 'Release';
export const windows = process.platform === 'win32';

/** The server, as `dotnet build -c Release` leaves it. */
export const server = path.join(artifacts, 'bin', 'Baton', 'release', 'Baton.dll');

/** The benchmarks, likewise. */
export const bench = path.join(artifacts, 'bin', 'Baton.Bench', 'release', 'Baton.Bench.dll');

/** Folders below these with a package.json of their own: [{ name: 'web/desk', folder, manifest }]. */
export function packagesBelow(...parents) {
  return parents
    .flatMap(parent => list(path.join(root, parent)).map(child => `${parent}/${child}`))
    .filter(name => fs.existsSync(path.join(root, name, 'package.json')))
    .map(name => ({
      name,
      folder: path.join(root, name),
      manifest: JSON.parse(fs.readFileSync(path.join(root, name, 'package.json'), 'utf8')),
    }));
}

/** The names in a folder, sorted; none if there is no such folder. */
export function list(folder) {
  return fs.existsSync(folder) ? fs.readdirSync(folder).sort() : [];
}
