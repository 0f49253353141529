import { startWorker } from '../rounds/worker-process.mjs';

const warmUp = 2000;
const count = 10_000;
/** Maximum growth: bytes of heap, handles and listeners of the process, sockets of the server. */
const maxGrowth = { heap: 3e6, handles: 5, sockets: 5, listeners: 0 };

/** The growth after 10,000 answers that were started and cancelled, and a negative control: an adapter that leaks. */
export async function leaks({ streamServer }) {
  const ours = await measureGrowth('venice-rx', streamServer, count);
  const control = await measureGrowth('a leak', streamServer, 500);
  if (Object.entries(maxGrowth).some(([resource, max]) => control[resource] <= max))
    throw new Error(`the leak of the negative control was not detected: ${JSON.stringify(control)}`);
  const isGood = Object.entries(maxGrowth).every(([resource, max]) => ours[resource] <= max);
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

async function measureGrowth(adapter, streamServer, runs) {
  const worker = await startWorker(adapter);
  const countAfter = async (cancellations) => {
    const request = { url: streamServer.held, count: cancellations, atOnce: 50 };
    const figures = await worker.measure('resourcesAfterCancelling', request);
    return { ...figures, sockets: (await streamServer.connections()).sockets };
  };
  const before = await countAfter(adapter === 'a leak' ? 50 : warmUp);
  const after = await countAfter(runs);
  await worker.stop();
  return Object.fromEntries(
    Object.keys(after).map((resource) => [resource, after[resource] - before[resource]]),
  );
}
