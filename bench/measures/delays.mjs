import { inRounds } from '../rounds/in-rounds.mjs';
import { median } from '../rounds/median.mjs';

const all = ['by hand', 'by hand, again', 'venice-rx', 'venice-rx, fetch', 'openai'];
/** How many answers are asked for in each round; those that are left wait for one another, and take longer. */
const asked = 500;
const left = 100;

/** Milliseconds from asking to the first text. */
export async function firstContent({ firehose, rounds }) {
  const url = firehose.full('venice', 1);
  const measure = async (worker) => {
    const { times } = await worker.measure('firstContent', { url, count: asked });
    return { time: median(times) };
  };
  const found = await inRounds(all, rounds * 2, measure, { sittings: 14 });
  return [
    { name: 'time to the first text', unit: 'µs', per: 1, found, figure: 'time', bars: { 'venice-rx': 1.1 } },
  ];
}

/** Milliseconds from leaving an answer that goes on to the close that the server sees. */
export async function leaving({ firehose, rounds }) {
  const found = await inRounds(all, rounds, async (worker) => {
    const { times } = await worker.measure('cancelled', { url: firehose.held, count: left });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { closed } = await firehose.seen();
    if (closed.length !== left) throw new Error(`${closed.length} of ${left} answers were closed`);
    return { time: median(times.map((leftAt, at) => Number(closed[at] - BigInt(leftAt)) / 1e6)) };
  });
  return [
    {
      name: 'leaving, until the server knows',
      unit: 'µs',
      per: 1,
      found,
      figure: 'time',
      bars: { 'venice-rx': 1.3 },
    },
  ];
}
