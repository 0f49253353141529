import { startWorker } from './worker-process.mjs';

/**
 * Measures adapters in rounds, in which they take turns. Returns the figures of each adapter by round, with the sitting of the
 * round. A sitting is `length` rounds in the same processes: some processes are faster than others, so there are several
 * sittings. With `isFresh`, each turn has its own process, without warm-ups. A sitting begins with `warmUps` rounds, in which V8
 * optimizes the code, and which do not count. `start` starts the process of an adapter, and `prepare` is called with that process.
 * `fewer` has the number of rounds of adapters that take part in fewer. `measure` receives a process, the name of its adapter, and
 * the number of the turn of that process.
 */
export async function inRounds(adapters, rounds, measure, options = {}) {
  const { warmUps = 3, isFresh = false, fewer = {} } = options;
  const found = Object.fromEntries(adapters.map((adapter) => [adapter, []]));
  const length = isFresh ? 1 : (options.length ?? rounds);
  for (let first = 0; first < rounds; first += length) {
    const left = (adapter) => Math.min(length, (fewer[adapter] ?? rounds) - first);
    const taking = adapters.filter((adapter) => left(adapter) > 0);
    const turns = { warmUps: isFresh ? 0 : warmUps, length: Math.min(length, rounds - first) };
    const figures = await takeSitting(taking, turns, measure, options);
    for (const adapter of taking) {
      const counting = figures[adapter].slice(0, left(adapter));
      found[adapter].push(...counting.map((one) => ({ ...one, sitting: first / length })));
    }
  }
  return found;
}

/** The rounds of a sitting, with one process for each adapter. */
async function takeSitting(adapters, { warmUps, length }, measure, options) {
  const { isFresh = false, start = startWorker, prepare = () => undefined } = options;
  const found = Object.fromEntries(adapters.map((adapter) => [adapter, []]));
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
        if (turn >= warmUps) found[adapter].push(figures);
        if (isFresh) await workers.get(adapter).stop();
      }
    }
  } finally {
    await Promise.all([...workers.values()].map((worker) => worker.stop()));
  }
  return found;
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
