// Checks that no lock file names the registry it was written from, and that npm is told so beside each of them.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const listed = ['ls-files', '--cached', '--others', '--exclude-standard', '*package-lock.json'];
const lockFiles = execFileSync('git', listed, { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);
const problems = lockFiles.flatMap((file) => [...addressesIn(file), ...settingBeside(file)]);

for (const problem of problems) console.error(problem);
process.exit(problems.length === 0 ? 0 : 1);

function addressesIn(file) {
  const { packages } = JSON.parse(readFileSync(resolve(root, file), 'utf8'));
  return Object.entries(packages)
    .filter(([, { link, resolved }]) => resolved !== undefined && !link && !resolved.startsWith('file:'))
    .map(([path, { resolved }]) => `${file}: ${path} is resolved to ${resolved}`);
}

function settingBeside(file) {
  const npmrc = resolve(root, dirname(file), '.npmrc');
  const isSet =
    existsSync(npmrc) && /^omit-lockfile-registry-resolved\s*=\s*true$/m.test(readFileSync(npmrc, 'utf8'));
  return isSet ? [] : [`${file}: the .npmrc beside it lacks omit-lockfile-registry-resolved=true`];
}
