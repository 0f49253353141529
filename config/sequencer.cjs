// The order of the spec files. Jest starts with the files that took longest in the last run. In a fresh clone, which has no durations,
// the files that start processes come first, since they mostly wait for these processes.
const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { dirname, resolve, sep } = require('node:path');

const { default: Sequencer } = createRequire(require.resolve('jest'))('@jest/test-sequencer');

const sources = resolve(require.resolve('../package.json'), '../src') + sep;

module.exports = class extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    if (sorted.some(({ duration }) => duration !== undefined)) return sorted;
    const results = new Map();
    const isFirst = ({ path }) => startsProcesses(path, results);
    return [...sorted.filter(isFirst), ...sorted.filter((test) => !isFirst(test))];
  }
};

/** Whether a spec file, or a helper that it imports, starts processes. `results` has the results so far, by path. */
function startsProcesses(path, results) {
  const result = results.get(path);
  if (result !== undefined) return result;
  // For helpers that import each other.
  results.set(path, false);
  const code = readFileSync(path, 'utf8');
  const starts =
    /'(?:node:child_process|@lydell\/node-pty)'/.test(code) ||
    [...code.matchAll(/from '(\.{1,2}\/[^']+)\.js'/g)]
      .map(([, name]) => resolve(dirname(path), `${name}.ts`))
      .some((helper) => !helper.startsWith(sources) && startsProcesses(helper, results));
  results.set(path, starts);
  return starts;
}
