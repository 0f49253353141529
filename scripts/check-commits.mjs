// Rejects commits whose subject is not a Conventional Commit of at most 72 characters. Older commits than `lastUnchecked` have other
// subjects, so they are not checked. Passes if git does not have this commit, for example in a shallow clone.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const lastUnchecked = 'e2f61f859a145d0fcb2063264aa7d9be4082c9a2';
const conventional = /^(feat|fix|perf|refactor|docs|test|build|ci|chore|revert)(\([\w-]+\))?!?: \S/;
const { status, stdout } = spawnSync(
  'git',
  ['log', '--no-merges', '--format=%h %s', `${lastUnchecked}..HEAD`],
  {
    cwd: resolve(import.meta.dirname, '..'),
    encoding: 'utf8',
  },
);
const lines = status === 0 ? stdout.trim().split('\n') : [];
const rejected = lines.filter((line) => {
  const subject = line.slice(line.indexOf(' ') + 1);
  return subject !== '' && (!conventional.test(subject) || subject.length > 72);
});

if (rejected.length > 0) {
  console.error(
    `A subject must be like "fix(sse): …", and have at most 72 characters:\n${rejected.join('\n')}`,
  );
  process.exitCode = 1;
}
