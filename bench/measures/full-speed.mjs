import { workloads } from '../stream-server/corpora.mjs';
import { inRounds } from '../rounds/in-rounds.mjs';
import { assertSameText } from '../rounds/assert-same-text.mjs';
import { startWorker } from '../rounds/worker-process.mjs';

/** Chunks of a stream. */
const count = 10_000;
/** `times` multiplies the number of rounds; `length` is the number of rounds of a sitting. */
const usual = { times: 3, length: 13 };
/** Five streams make a round longer; "nothing alike" is closest to its bar, and needs more rounds for less noise. */
const unusual = { 'five providers': { times: 2, length: 6 }, 'nothing alike': { times: 5, length: 11 } };
const ours = ['venice-rx', 'venice-rx, accumulate', 'venice-rx, fetch'];
const loops = ['by hand', 'by hand, again'];
const overFetch = 'by hand, fetch';
const peers = ['bytes only', 'naive RxJS', 'openai', 'openai .stream()', 'LangChain', 'Vercel AI'];
const similar = { 'venice-rx': 0.8, 'venice-rx, accumulate': 1, 'venice-rx, fetch': 1.1 };

const bars = {
  Venice: similar,
  'usage in every chunk': similar,
  'random lengths, escapes': similar,
  'five providers': { 'venice-rx': 1, 'venice-rx, fetch': 1.1 },
  // Without the fast path, nothing makes up for the cost of Node's `fetch` itself.
  'nothing alike': { 'venice-rx': 1.05, 'venice-rx, fetch': { times: 1.1, of: overFetch } },
};

/** CPU time per chunk of streams at full speed. */
export async function fullSpeed({ streamServer, rounds, runtime, names = Object.keys(workloads) }) {
  const rows = [];
  for (const name of names) {
    const urls = workloads[name].map((corpus) => streamServer.full(corpus, count));
    const { times, length } = unusual[name] ?? usual;
    const results = await inRounds(
      [...loops, overFetch, ...ours, ...(name === 'Venice' ? peers : [])],
      rounds * times,
      (worker) => worker.measure('streams', { urls }),
      {
        length,
        warmUps: 6,
        fewer: Object.fromEntries(peers.map((peer) => [peer, Math.ceil(rounds / 3)])),
        start: (adapter) => startWorker(adapter, runtime),
      },
    );
    assertSameText(results);
    rows.push({
      name: `full speed: ${name}`,
      results,
      figure: 'cpu',
      unit: 'µs',
      scale: 1000 / (urls.length * count),
      bars: bars[name],
    });
  }
  return rows;
}
