import { readdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

/** Returns when a file or folder of the repository was changed, in milliseconds; -Infinity if it does not exist. */
export function changedAt(path) {
  return statSync(resolve(root, path), { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
}

/** Returns when a path or anything in it was last changed. Folders count, since deleting a file changes only the time of its folder. */
export function newestIn(path) {
  const isFolder = statSync(resolve(root, path)).isDirectory();
  const inside = isFolder ? readdirSync(resolve(root, path), { recursive: true }) : [];
  return Math.max(changedAt(path), ...inside.map((name) => changedAt(`${path}/${name}`)));
}
