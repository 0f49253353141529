import { workloads } from '../firehose/corpora.mjs';
import { inRounds } from '../rounds/in-rounds.mjs';
import { sameText } from '../rounds/same-text.mjs';
import { startWorker } from '../rounds/worker-process.mjs';

/** Chunks of a stream. Rounds are short, so that the machine is the same for all adapters of a round. */
const count = 10_000;
const usual = { times: 4, length: 12 };
/** Five streams make a round longer; the row that is closest to its bar needs the least noise. */
const unusual = { 'five providers': { times: 2, length: 6 }, 'nothing alike': { times: 10, length: 10 } };
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
  // Without similar frames, Node's `fetch` alone costs more than a tenth of the loop.
  'nothing alike': { 'venice-rx': 1.05, 'venice-rx, fetch': { times: 1.1, of: overFetch } },
};

/** CPU time per chunk of streams at full speed. */
export async function fullSpeed({ firehose, rounds, runtime, names = Object.keys(workloads) }) {
  const rows = [];
  for (const name of names) {
    const urls = workloads[name].map((corpus) => firehose.full(corpus, count));
    const { times, length } = unusual[name] ?? usual;
    const found = await inRounds(
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
    sameText(found);
    rows.push({
      name: `full speed: ${name}`,
      found,
      figure: 'cpu',
      unit: 'µs',
      scale: 1000 / (urls.length * count),
      bars: bars[name],
    });
  }
  return rows;
}
