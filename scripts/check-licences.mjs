// Checks the licences of the packages that npm installs with this package, including peer dependencies that are not optional.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const allowed = ['MIT', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', '0BSD'];
const { packages } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../package-lock.json'), 'utf8'));

const installed = new Set();
visit('');
const rejected = [...installed].filter((path) => !allowed.includes(packages[path].license));

for (const path of rejected) console.error(`${path}: licence ${packages[path].license ?? 'unknown'}`);
process.exit(rejected.length === 0 ? 0 : 1);

function visit(path) {
  const { dependencies, peerDependencies, peerDependenciesMeta } = packages[path];
  for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
    const dependency = findPackage(name, path);
    if (dependency === undefined && peerDependenciesMeta?.[name]?.optional) continue;
    if (installed.has(dependency)) continue;
    installed.add(dependency);
    visit(dependency);
  }
}

// Looks where Node looks: in the node_modules of the package itself, and then in those of its parent folders.
function findPackage(name, from) {
  const own = `${from && `${from}/`}node_modules/${name}`;
  if (own in packages) return own;
  return from === ''
    ? undefined
    : findPackage(name, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))));
}
