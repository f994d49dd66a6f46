import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { root } from '../../bootstrap.mjs';

/** One pattern for each source file that a package's `exports` name. */
export function entryFiles() {
  return ['packages', 'services', 'examples'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .map((name) => `${folder}/${name}`)
      .filter((path) => existsSync(join(root, path, 'package.json')))
      .flatMap((path) => entriesOf(path)),
  );
}

function entriesOf(path) {
  const { exports = {} } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
  return Object.values(exports)
    .map((target) => target['atlas-source'])
    .filter((file) => file !== undefined)
    .map((file) => `^${escape(posix.join(path, file))}$`);
}

function escape(path) {
  return path.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
