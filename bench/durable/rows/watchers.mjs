import { pacedRuns } from '../paced.mjs';
import { percentile } from '../statistics.mjs';

const watchers = 1000;

/** One run of 50 chunks/s with 1,000 watchers in one process; throws if a watcher does not receive each chunk once and in order. */
export async function watched(library, redis) {
  const { delays, connections, node } = await pacedRuns(library, redis, {
    ...{ runCount: 1, every: 20, chunks: 500 },
    watchers,
  });
  return [
    {
      name: '1,000 watchers of one run, 99th percentile of the latency',
      value: percentile(delays, 99),
      unit: 'ms',
      max: 25,
      note: `${delays.length} of 500,000 chunks once and in order, ${(node / watchers).toFixed(1)} µs of CPU time each`,
    },
    { name: 'connections of a process with 1,000 watchers', value: connections, unit: '', max: 3 },
  ];
}
