import { inRounds } from '../rounds/in-rounds.mjs';
import { assertSameText } from '../rounds/assert-same-text.mjs';
import { startWorker } from '../rounds/worker-process.mjs';

const loops = ['by hand', 'by hand, again'];
const peers = ['venice-rx, fetch', 'openai', 'LangChain', 'Vercel AI'];
/** `times` multiplies the number of rounds; `peerRounds` is the number of rounds of peers. */
const many = [
  { streams: 500, every: 50, times: 0.4, peerRounds: 2 },
  { streams: 2000, every: 100, times: 0.3, peerRounds: 1 },
];

/** 20 streams at once, each with an event every 5 ms: a read has one event. */
export async function oneEventPerRead({ streamServer, rounds }) {
  const [streams, chunks] = [20, 200];
  const urls = Array.from({ length: streams }, () => streamServer.paced('venice', chunks, 5));
  const read = (worker) => worker.measure('streams', { urls, atOnce: true });
  const results = await inRounds([...loops, 'venice-rx'], Math.round(rounds * 1.2), read, {
    length: 5,
    warmUps: 1,
  });
  assertSameText(results);
  return [
    {
      name: 'one event per read',
      results,
      figure: 'cpu',
      unit: 'µs',
      scale: 1000 / (streams * chunks),
      bars: { 'venice-rx': 1 },
    },
  ];
}

/** Many streams at once, each at the pace of a model, in fresh processes, since the peak of memory is that of a whole process. */
export async function manyStreams({ streamServer, rounds, runtime, kinds = many }) {
  const rows = [];
  for (const { streams, every, times, peerRounds } of kinds) {
    const chunks = 60;
    const urls = Array.from({ length: streams }, () => streamServer.paced('venice', chunks, every));
    const results = await inRounds(
      [...loops, 'venice-rx', ...peers],
      Math.ceil(rounds * times),
      (worker) => worker.measure('streams', { urls, atOnce: true }),
      {
        isFresh: true,
        // The first request loads modules, which `imports` measures.
        prepare: (worker) => worker.measure('streams', { urls: [streamServer.full('venice', 100)] }),
        fewer: Object.fromEntries(peers.map((peer) => [peer, peerRounds])),
        start: (adapter) => startWorker(adapter, runtime),
      },
    );
    assertSameText(results);
    const name = `${streams} streams at once`;
    rows.push(
      {
        name,
        results,
        figure: 'cpu',
        unit: 'µs',
        scale: 1000 / (streams * chunks),
        bars: { 'venice-rx': 1 },
      },
      { name: `${name}: memory`, results, figure: 'peak', unit: 'MB', scale: 1, bars: { 'venice-rx': 1.3 } },
    );
  }
  return rows;
}
