import { startWorker } from './worker-process.mjs';

/**
 * Takes a measure of every adapter, in rounds in which they take turns: the figures of each by round, and the sitting of each
 * round. A sitting has processes of its own, as one process is faster than another whatever it does; where the peak of their
 * memory counts, or what they cost from their start, it has one round. `warmUps` rounds before the first one are for the
 * compiler, and not counted; `prepare` is called for each process, and `slow` says who takes part in fewer rounds.
 */
export async function inRounds(
  adapters,
  rounds,
  measure,
  { sittings = 1, warmUps = 3, isFresh = false, prepare = () => undefined, slow = {} } = {},
) {
  const found = Object.fromEntries(adapters.map((adapter) => [adapter, []]));
  const each = isFresh ? 1 : Math.ceil(rounds / sittings);
  const begin = isFresh ? 0 : -warmUps;
  for (let first = 0; first < rounds; first += each) {
    const taking = adapters.filter((adapter) => first < (slow[adapter] ?? rounds));
    const measured = await sitting(taking, begin, Math.min(each, rounds - first), measure, isFresh, prepare);
    for (const [adapter, figures] of Object.entries(measured)) {
      const most = (slow[adapter] ?? rounds) - first;
      found[adapter].push(...figures.slice(0, most).map((one) => ({ ...one, sitting: first / each })));
    }
  }
  return found;
}

/** Rounds whose processes stay the same; where they count from their start, they run one by one. */
async function sitting(adapters, begin, rounds, measure, isFresh, prepare) {
  const found = Object.fromEntries(adapters.map((adapter) => [adapter, []]));
  const workers = {};
  try {
    for (let round = begin; round < rounds; round += 1) {
      for (const adapter of shuffle(adapters)) {
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

let latest;

/** A new order for each round. No adapter runs twice in a row, which would give it a warm cache. */
function shuffle(adapters) {
  const order = adapters
    .map((adapter) => ({ adapter, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ adapter }) => adapter);
  if (order[0] === latest) order.push(order.shift());
  latest = order.at(-1);
  return order;
}
