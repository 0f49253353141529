import { startWorker } from '../rounds/worker-process.mjs';

const warmUp = 2000;
const count = 10_000;
/** Maximum growth: bytes of heap, handles and listeners of the process, sockets of the server. */
const maxGrowth = { heap: 3e6, handles: 5, sockets: 5, listeners: 0 };

/** The growth after 10,000 answers that were started and cancelled, and a negative control: an adapter that leaks. */
export async function leaks({ firehose }) {
  const ours = await measureGrowth('venice-rx', firehose, count);
  const control = await measureGrowth('a leak', firehose, 500);
  if (Object.entries(maxGrowth).some(([what, bound]) => control[what] <= bound))
    throw new Error(`the leak of the negative control was not detected: ${JSON.stringify(control)}`);
  const isGood = Object.entries(maxGrowth).every(([what, bound]) => ours[what] <= bound);
  const text = (growth) =>
    `${(growth.heap / 1e6).toFixed(1)} MB heap, ${growth.handles} handles, ${growth.sockets} sockets, ${growth.listeners} listeners`;
  return [
    {
      name: '10,000 started and cancelled: growth',
      text: text(ours),
      control: `500 of a control that leaks: ${text(control)}`,
      isGood,
    },
  ];
}

async function measureGrowth(adapter, firehose, runs) {
  const worker = await startWorker(adapter);
  const after = async (many) => {
    const figures = await worker.measure('started', { url: firehose.held, count: many, atOnce: 50 });
    return { ...figures, sockets: (await firehose.seen()).sockets };
  };
  const before = await after(adapter === 'a leak' ? 50 : warmUp);
  const now = await after(runs);
  await worker.stop();
  return Object.fromEntries(Object.keys(now).map((what) => [what, now[what] - before[what]]));
}
