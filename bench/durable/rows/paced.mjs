import { median } from '../../rounds/median.mjs';
import { pacedAppends, pacedRuns } from '../paced.mjs';
import { percentile } from '../statistics.mjs';

const load = { runCount: 50, every: 20, chunks: 250 };
const rounds = 5;

/** 50 runs of 50 chunks/s with one watcher each, in turns with the same chunks appended by hand without a reader. */
export async function paced(library, redis) {
  // A warm-up of both.
  await pacedRuns(library, redis, { ...load, chunks: 100 });
  await pacedAppends(library, redis, { ...load, chunks: 100 });
  const own = [];
  const byHand = [];
  for (let round = 0; round < rounds; round += 1) {
    byHand.push(await pacedAppends(library, redis, load));
    own.push(await pacedRuns(library, redis, load));
  }
  const toMedian = (figure) => median(own.map(figure));
  // Within a round, the machine is the same for both.
  const ratio = (part) => median(own.map((cost, round) => cost[part] / byHand[round][part]));
  const costs = (part) => `${median(byHand.map((cost) => cost[part])).toFixed(0)} µs by hand`;
  return [
    {
      name: 'added latency, median',
      value: toMedian(({ delays }) => percentile(delays, 50)),
      unit: 'ms',
      max: 2,
    },
    {
      name: 'added latency, 99th percentile',
      value: toMedian(({ delays }) => percentile(delays, 99)),
      unit: 'ms',
      max: 25,
    },
    {
      name: 'CPU of Node against XADD by hand',
      value: ratio('node'),
      unit: '×',
      max: 1.6,
      note: costs('node'),
    },
    {
      name: 'CPU of Redis against XADD by hand',
      value: ratio('redis'),
      unit: '×',
      max: 3.5,
      note: costs('redis'),
    },
    { name: 'CPU of Redis per chunk', value: toMedian((cost) => cost.redis), unit: 'µs', max: 40 },
  ];
}
