import { startWorker } from './worker-process.mjs';

/**
 * Measures adapters, which take turns, in rounds. Returns the figures of each adapter by round, with the number of the sitting.
 *
 * A sitting starts a process for each adapter, since some processes are faster than others. `measure` receives the process, the name
 * of its adapter, and the number of the turn of that process. Options:
 * - `length`: number of rounds of a sitting. Default: all.
 * - `warmUps`: number of rounds at the start of a sitting in which V8 optimizes the code, and which do not count. Default: 3.
 * - `isFresh`: each turn has its own process, without warm-ups.
 * - `fewer`: the number of rounds of adapters that take part in fewer.
 * - `start`: starts the process of an adapter; `prepare` is called with that process.
 */
export async function inRounds(adapters, rounds, measure, options = {}) {
  const { warmUps = 3, isFresh = false, fewer = {} } = options;
  const results = Object.fromEntries(adapters.map((adapter) => [adapter, []]));
  const length = isFresh ? 1 : (options.length ?? rounds);
  for (let first = 0; first < rounds; first += length) {
    const countRemaining = (adapter) => Math.min(length, (fewer[adapter] ?? rounds) - first);
    const participants = adapters.filter((adapter) => countRemaining(adapter) > 0);
    const turns = { warmUps: isFresh ? 0 : warmUps, length: Math.min(length, rounds - first) };
    const figures = await takeSitting(participants, turns, measure, options);
    for (const adapter of participants) {
      const counted = figures[adapter].slice(0, countRemaining(adapter));
      results[adapter].push(...counted.map((round) => ({ ...round, sitting: first / length })));
    }
  }
  return results;
}

/** The rounds of a sitting, with one process for each adapter. */
async function takeSitting(adapters, { warmUps, length }, measure, options) {
  const { isFresh = false, start = startWorker, prepare = () => undefined } = options;
  const results = Object.fromEntries(adapters.map((adapter) => [adapter, []]));
  const workers = new Map();
  const begin = async (adapter) => {
    const worker = await start(adapter);
    workers.set(adapter, worker);
    await prepare(worker);
  };
  try {
    if (!isFresh) await Promise.all(adapters.map(begin));
    for (let turn = 0; turn < warmUps + length; turn += 1) {
      for (const adapter of shuffle(adapters)) {
        if (isFresh) await begin(adapter);
        const figures = await measure(workers.get(adapter), adapter, turn);
        if (turn >= warmUps) results[adapter].push(figures);
        if (isFresh) await workers.get(adapter).stop();
      }
    }
  } finally {
    await Promise.all([...workers.values()].map((worker) => worker.stop()));
  }
  return results;
}

let latest;

/** Returns the adapters in a random order. No adapter runs twice in a row, which would give it a warm cache. */
function shuffle(adapters) {
  const order = adapters
    .map((adapter) => ({ adapter, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ adapter }) => adapter);
  if (order[0] === latest) order.push(order.shift());
  latest = order.at(-1);
  return order;
}
