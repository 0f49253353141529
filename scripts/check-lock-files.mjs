// Checks that no lock file contains URLs of a registry, and that the .npmrc next to each lock file tells npm not to write them.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const listFiles = ['ls-files', '--cached', '--others', '--exclude-standard', '*package-lock.json'];
const lockFiles = execFileSync('git', listFiles, { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);
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
