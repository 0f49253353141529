// Imported first, since it replaces modules of `src/` that the other imports load.
import { withoutContextIn } from './without-context.js';
import { seed, sized } from '../support/cases.js';
import { randomFrom } from '../support/random-from.js';
import { RandomRuns } from './random-runs.js';
import type { Environment } from './places.js';
import { IsolationChecker } from './two-users.js';

const runs = Number(process.env['CASES'] ?? sized(200, 10_000));

/** The places that at least one run has to pass. */
const placesToPass = [
  'another route: next',
  'approval',
  'concatMapEager: next',
  'connection of the other user',
  'conversation queue',
  'fallbackTo',
  'gate',
  'gate at the transport',
  'hedge timer',
  'interceptor',
  'key',
  'log record "end"',
  'one piece: next',
  'partitionBy',
  'queue',
  'relay gate',
  'relay: write',
  'retry timer',
  'runTools: next',
  'shareChat: next',
  'signal',
  'stream: next',
  'toAsyncIterable: loop',
  'tool',
  'transport',
  'unsubscribe',
  'usage record of an answer',
];

/** Files of `src/` that keep the context in these places. */
const files = [
  'async-context/retry-in-context.ts',
  'client/run-operation.ts',
  'request/key-from-function.ts',
  'client/venice-client.ts',
  'operators/concat-map-eager.ts',
  'operators/internal/replaying-subject.ts',
  'conversation/command-queue.ts',
  'subscribers/to-observable.ts',
  'relay/relay-run.ts',
  'usage/logger.ts',
  'request/run-gate.ts',
  'limits/request-queue.ts',
];

const hasPassedAll = ({ passed }: IsolationChecker): boolean =>
  placesToPass.every((place) => passed.has(place));

/**
 * Performs runs of two users, several dozen at a time, until `count` runs have begun and every place has been passed: some places are
 * passed only if one of two answers arrives first. Waits until all runs have ended, or until `isEnough`.
 */
async function runUsers(
  count: number,
  random: () => number,
  isEnough: (checker: IsolationChecker) => boolean = () => false,
): Promise<IsolationChecker> {
  const parts = [await import('venice-rx'), await import('venice-rx/node'), await import('venice-rx/relay')];
  const checker = new IsolationChecker();
  const randomRuns = new RandomRuns(Object.assign({}, ...parts) as Environment['package'], checker, random);
  let startedCount = 0;
  const hasMoreToBegin = (): boolean =>
    startedCount < count || (startedCount < 20 * count && !hasPassedAll(checker));
  for (let turn = 0; (hasMoreToBegin() || randomRuns.openRuns > 0) && !isEnough(checker); turn += 1) {
    if (turn > count * 4000)
      throw new Error(`${randomRuns.openRuns} runs have not ended after ${turn} turns`);
    for (let step = 0; step < 10; step += 1) {
      if (hasMoreToBegin() && randomRuns.openRuns < 40 && random() < 0.5) {
        randomRuns.begin();
        startedCount += 1;
      }
      randomRuns.step();
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  await randomRuns.close();
  return checker;
}

it('calls no callback of a run in the context of the other user, or with a value of the other user', async () => {
  const { passed, violations } = await runUsers(runs, randomFrom(seed));

  const coverage = [...passed].sort().map(([place, count]) => `${place} ${count}`);
  console.log(`two users: ${runs} runs or more, SEED=${seed}\n${coverage.join(', ')}`);
  expect(violations.slice(0, 20)).toEqual([]);
  expect(placesToPass.filter((place) => !passed.has(place))).toEqual([]);
});

// Each place has its own negative control in places.spec.ts; these controls show that random runs detect the same faults.
if (sized(false, true)) {
  it.each(files)('detects that %s does not keep the context', async (file) => {
    const { violations } = await withoutContextIn(file, () =>
      runUsers(1000, randomFrom(seed), ({ violations: found }) => found.length > 0),
    );

    expect(violations.join('\n')).toMatch(
      /of alice (ran in the context of bob|was given)|of bob (ran in the context of alice|was given)/,
    );
  });
}
