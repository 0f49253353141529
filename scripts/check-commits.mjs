// Rejects subjects of commits after `first` that are not Conventional Commits of at most 72 characters. Passes if git does not have
// this commit, for example in a shallow clone.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const first = 'e2f61f859a145d0fcb2063264aa7d9be4082c9a2';
const form = /^(feat|fix|perf|refactor|docs|test|build|ci|chore|revert)(\([\w-]+\))?!?: \S/;
const { status, stdout } = spawnSync('git', ['log', '--no-merges', '--format=%h %s', `${first}..HEAD`], {
  cwd: resolve(import.meta.dirname, '..'),
  encoding: 'utf8',
});
const lines = status === 0 ? stdout.trim().split('\n') : [];
const wrong = lines.filter((line) => {
  const subject = line.slice(line.indexOf(' ') + 1);
  return subject !== '' && (!form.test(subject) || subject.length > 72);
});

if (wrong.length > 0) {
  console.error(`Subjects like "fix(sse): …", of at most 72 characters:\n${wrong.join('\n')}`);
  process.exitCode = 1;
}
