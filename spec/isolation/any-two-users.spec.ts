// First, since it replaces modules of `src/` that the others load.
import { withoutLine } from './without-line.js';
import { seed, sized } from '../support/cases.js';
import { randomFrom } from '../support/random-from.js';
import { AnyRuns } from './any-run.js';
import type { World } from './places.js';
import { Proof } from './two-users.js';

const runs = Number(process.env['CASES'] ?? sized(200, 10_000));

/** Every place that runs have to pass. */
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

/** The files that keep a context in one of these places. */
const files = [
  'async-context/retry-in-context.ts',
  'client/run-operation.ts',
  'request/key-from-function.ts',
  'client/venice-client.ts',
  'operators/concat-map-eager.ts',
  'operators/internal/replaying-subject.ts',
  'conversation/command-queue.ts',
  'tools/to-observable.ts',
  'relay/relay-run.ts',
  'usage/logger.ts',
  'request/run-gate.ts',
  'limits/request-queue.ts',
];

const passesAll = ({ passed }: Proof): boolean => placesToPass.every((place) => passed.has(place));

/**
 * Runs of two users, several dozen at a time, until so many have begun and every place is passed: what passes one of them depends on
 * which of two answers is first. Waits until all of them have ended, or until `isEnough`.
 */
async function play(
  count: number,
  random: () => number,
  isEnough: (proof: Proof) => boolean = () => false,
): Promise<Proof> {
  const parts = [await import('venice-rx'), await import('venice-rx/node'), await import('venice-rx/relay')];
  const proof = new Proof();
  const any = new AnyRuns(Object.assign({}, ...parts) as World['package'], proof, random);
  let begun = 0;
  const goesOn = (): boolean => begun < count || (begun < 20 * count && !passesAll(proof));
  for (let turn = 0; (goesOn() || any.openRuns > 0) && !isEnough(proof); turn += 1) {
    if (turn > count * 4000) throw new Error(`${any.openRuns} runs have not ended after ${turn} turns`);
    for (let step = 0; step < 10; step += 1) {
      if (goesOn() && any.openRuns < 40 && random() < 0.5) {
        any.begin();
        begun += 1;
      }
      any.step();
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  await any.close();
  return proof;
}

it('lets no callback of a run see anything of another user', async () => {
  const { passed, strays } = await play(runs, randomFrom(seed));

  const coverage = [...passed].sort().map(([place, count]) => `${place} ${count}`);
  console.log(`two users: ${runs} runs or more, SEED=${seed}\n${coverage.join(', ')}`);
  expect(strays.slice(0, 20)).toEqual([]);
  expect(placesToPass.filter((place) => !passed.has(place))).toEqual([]);
});

// Each place has its own control in places.spec.ts; these show that random runs find it too.
if (sized(false, true)) {
  it.each(files)('finds the other user without the line in %s', async (file) => {
    const { strays } = await withoutLine(file, () =>
      play(1000, randomFrom(seed), ({ strays: found }) => found.length > 0),
    );

    expect(strays.join('\n')).toMatch(
      /of alice (ran in the context of bob|was given)|of bob (ran in the context of alice|was given)/,
    );
  });
}
