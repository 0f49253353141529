import { inRounds } from '../rounds/in-rounds.mjs';
import { sameText } from '../rounds/same-text.mjs';
import { workloads } from '../firehose/corpora.mjs';

/** A round is short, so that the machine is the same for all who take part in it; therefore there are many. */
const count = 10_000;
const usual = { times: 10, sittings: 7 };
/** What is nearest to its bar wants the least noise. */
const nearest = { 'nothing alike': { times: 20, sittings: 42 } };
const warmUps = 10;
const ours = ['venice-rx', 'venice-rx, accumulate', 'venice-rx, fetch'];
const loops = ['by hand', 'by hand, again'];
const overFetch = 'by hand, fetch';
const peers = ['bytes only', 'naive RxJS', 'openai', 'openai .stream()', 'LangChain', 'Vercel AI'];
const learned = { 'venice-rx': 0.8, 'venice-rx, accumulate': 1, 'venice-rx, fetch': 1.1 };

/** What a ratio may be, by the workload and who reads it. */
const bars = {
  Venice: learned,
  'usage in every chunk': learned,
  'random lengths, escapes': learned,
  'five providers': { 'venice-rx': 1, 'venice-rx, fetch': 1.1 },
  // Where nothing can be learned, Node's `fetch` alone takes more than a tenth of what the loop does.
  'nothing alike': { 'venice-rx': 1.05, 'venice-rx, fetch': { times: 1.1, of: overFetch } },
};

/** CPU time for a chunk of streams that come as fast as they are read. */
export async function fullSpeed({ firehose, rounds }) {
  const rows = [];
  for (const [name, corpora] of Object.entries(workloads)) {
    const urls = corpora.map((corpus) => firehose.full(corpus, count));
    const adapters = [...loops, overFetch, ...ours, ...(name === 'Venice' ? peers : [])];
    const slow = Object.fromEntries(peers.map((peer) => [peer, rounds]));
    const read = (worker) => worker.measure('streams', { urls });
    const { times, sittings } = nearest[name] ?? usual;
    const found = await inRounds(adapters, rounds * times, read, { sittings, warmUps, slow });
    sameText(found);
    rows.push({
      name: `full speed: ${name}`,
      unit: 'µs CPU per chunk',
      per: corpora.length * count,
      found,
      figure: 'cpu',
      bars: bars[name],
    });
  }
  return rows;
}
