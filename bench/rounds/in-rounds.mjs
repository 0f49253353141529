import { startWorker } from './worker-process.mjs';

/** The rounds before the first one are for the compiler, and not counted. */
const warmUps = 2;

/**
 * Takes a measure of every adapter, in rounds in which they take turns: the figures of each by round. A worker may serve
 * all rounds, or, where the peak of its memory counts, one; `prepare` is called for each worker, and `slow` says who takes
 * part in fewer rounds.
 */
export async function inRounds(
  adapters,
  rounds,
  measure,
  { isFresh = false, prepare = () => undefined, slow = {} } = {},
) {
  const found = Object.fromEntries(adapters.map((adapter) => [adapter, []]));
  const workers = {};
  try {
    for (let round = isFresh ? 0 : -warmUps; round < rounds; round += 1) {
      // The one who comes first in a round may have it easier.
      const order = round % 2 === 0 ? adapters : adapters.toReversed();
      for (const adapter of order) {
        if (round >= (slow[adapter] ?? rounds)) continue;
        if (workers[adapter] === undefined) {
          workers[adapter] = await startWorker(adapter);
          await prepare(workers[adapter]);
        }
        const figures = await measure(workers[adapter]);
        if (round >= 0) found[adapter].push(figures);
        if (!isFresh) continue;
        await workers[adapter].stop();
        delete workers[adapter];
      }
    }
  } finally {
    await Promise.all(Object.values(workers).map((worker) => worker.stop()));
  }
  return found;
}
