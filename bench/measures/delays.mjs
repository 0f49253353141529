import { inRounds } from '../rounds/in-rounds.mjs';
import { median } from '../rounds/median.mjs';
import { startWorker } from '../rounds/worker-process.mjs';

const adapters = ['by hand', 'by hand, again', 'venice-rx', 'venice-rx, fetch', 'openai'];
const answersPerTurn = 50;
/** A request runs much more code than a chunk, and V8 optimizes all of it only after thousands of answers. */
const warmUpAnswers = 6000;
const cancellations = 100;

/** Milliseconds from a request to its first text. */
export async function firstContent({ streamServer, rounds, runtime }) {
  const url = streamServer.full('venice', 1);
  const results = await inRounds(
    adapters,
    rounds * 15,
    async (worker) => {
      const { times } = await worker.measure('firstContent', { url, count: answersPerTurn });
      return { time: median(times) };
    },
    {
      length: 60,
      fewer: { 'venice-rx, fetch': rounds * 5, openai: rounds * 5 },
      warmUps: warmUpAnswers / answersPerTurn,
      start: (adapter) => startWorker(adapter, runtime),
    },
  );
  return [
    {
      name: 'time to the first text',
      results,
      figure: 'time',
      unit: 'ms',
      scale: 1,
      bars: { 'venice-rx': 1.1 },
    },
  ];
}

/** Milliseconds from unsubscribing during an answer to the close that the server sees. */
export async function leaving({ streamServer, rounds }) {
  const results = await inRounds(adapters, Math.ceil(rounds * 0.4), async (worker) => {
    const { times } = await worker.measure('cancellationTimes', {
      url: streamServer.held,
      count: cancellations,
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { closed } = await streamServer.connections();
    if (closed.length !== cancellations)
      throw new Error(`${closed.length} of ${cancellations} answers were closed`);
    return { time: median(times.map((leftAt, at) => Number(closed[at] - BigInt(leftAt)) / 1e6)) };
  });
  return [
    {
      name: 'leaving, until the server knows',
      results,
      figure: 'time',
      unit: 'ms',
      scale: 1,
      bars: { 'venice-rx': 1.3 },
    },
  ];
}
