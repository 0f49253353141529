// Checks that no lock file contains a URL of a registry, and that the .npmrc next to each tells npm to write none.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const listed = ['ls-files', '--cached', '--others', '--exclude-standard', '*package-lock.json'];
const lockFiles = execFileSync('git', listed, { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);
const problems = lockFiles.flatMap((file) => [...findUrls(file), ...findMissingSetting(file)]);

for (const problem of problems) console.error(problem);
process.exit(problems.length === 0 ? 0 : 1);

function findUrls(file) {
  const { packages } = JSON.parse(readFileSync(resolve(root, file), 'utf8'));
  return Object.entries(packages)
    .filter(([, { link, resolved }]) => resolved !== undefined && !link && !resolved.startsWith('file:'))
    .map(([path, { resolved }]) => `${file}: ${path} has the URL ${resolved}`);
}

function findMissingSetting(file) {
  const npmrc = resolve(root, dirname(file), '.npmrc');
  const isSet =
    existsSync(npmrc) && /^omit-lockfile-registry-resolved\s*=\s*true$/m.test(readFileSync(npmrc, 'utf8'));
  return isSet ? [] : [`${file}: the .npmrc next to it lacks omit-lockfile-registry-resolved=true`];
}
