const prefix = 'gc() before each: ';

/** The name of an adapter whose process collects all garbage before each answer. */
export function withCollections(adapter) {
  return prefix + adapter;
}

export function hasCollections(name) {
  return name.startsWith(prefix);
}

export function withoutPrefix(name) {
  return hasCollections(name) ? name.slice(prefix.length) : name;
}

/**
 * The arguments of `startWorker` for a process with collections. V8 collects in the thread of the program: its other threads would continue
 * the collection while the next answer is read, and their CPU time would count.
 */
export function inOneThread({ execArgv = [], ...runtime } = {}) {
  return { ...runtime, execArgv: [...execArgv, '--single-threaded-gc'] };
}

/** Splits the figures into those of processes without and with collections, under the names of the adapters. */
export function splitCollections(results) {
  const entries = Object.entries(results);
  const without = entries.filter(([name]) => !hasCollections(name));
  const collecting = entries.filter(([name]) => hasCollections(name));
  return {
    without: Object.fromEntries(without),
    collecting: Object.fromEntries(collecting.map(([name, figures]) => [withoutPrefix(name), figures])),
  };
}

/** A figure with collections divided by the same figure without them, round by round. */
export function costOfCollections({ without, collecting }, figure) {
  const entries = Object.entries(collecting).map(([adapter, figures]) => [
    adapter,
    figures.map((one, round) => ({ ...one, [figure]: one[figure] / without[adapter][round][figure] })),
  ]);
  return Object.fromEntries(entries);
}
