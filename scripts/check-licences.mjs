// Checks the licence of every package that npm installs with this one, including peer dependencies.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const allowed = ['MIT', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', '0BSD'];
const { packages } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../package-lock.json'), 'utf8'));

const installed = new Set();
visit('');
const refused = [...installed].filter((path) => !allowed.includes(packages[path].license));

for (const path of refused) console.error(`${path}: licence ${packages[path].license ?? 'unknown'}`);
process.exit(refused.length === 0 ? 0 : 1);

function visit(path) {
  const { dependencies, peerDependencies, peerDependenciesMeta } = packages[path];
  for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
    const found = find(name, path);
    if (found === undefined && peerDependenciesMeta?.[name]?.optional) continue;
    if (installed.has(found)) continue;
    installed.add(found);
    visit(found);
  }
}

// Like Node: first in the node_modules of the package itself, then in those of its parent folders.
function find(name, from) {
  const own = `${from && `${from}/`}node_modules/${name}`;
  if (own in packages) return own;
  return from === '' ? undefined : find(name, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))));
}
