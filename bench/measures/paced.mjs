import { inRounds } from '../rounds/in-rounds.mjs';
import { sameText } from '../rounds/same-text.mjs';

const loops = ['by hand', 'by hand, again'];
const peers = ['venice-rx, fetch', 'openai', 'LangChain', 'Vercel AI'];

/**
 * One event per read: so few streams at such a pace that no two events arrive together. They are as long as answers are, as
 * what it costs to ask is in the rows of many streams, which are short.
 */
export async function oneEventPerRead({ firehose, rounds }) {
  const [streams, chunks] = [20, 200];
  const urls = Array.from({ length: streams }, () => firehose.paced('venice', chunks, 5));
  const read = (worker) => worker.measure('streams', { urls, atOnce: true });
  const found = await inRounds([...loops, 'venice-rx'], rounds * 4, read, { sittings: 28 });
  sameText(found);
  return [
    {
      name: 'one event per read',
      unit: 'µs CPU per chunk',
      per: streams * chunks,
      found,
      figure: 'cpu',
      bars: { 'venice-rx': 1 },
    },
  ];
}

/** Many streams at once, each at the pace of a model; a process of its own for each, since its memory counts. */
export async function manyStreams({ firehose, rounds }) {
  const rows = [];
  for (const [streams, every] of [
    [500, 50],
    [2000, 100],
  ]) {
    const chunks = 60;
    const urls = Array.from({ length: streams }, () => firehose.paced('venice', chunks, every));
    // What is loaded at the first request is a row of its own.
    const prepare = (worker) => worker.measure('streams', { urls: [firehose.full('venice', 100)] });
    const slow = Object.fromEntries(peers.map((peer) => [peer, 2]));
    const found = await inRounds(
      [...loops, 'venice-rx', ...peers],
      rounds * 2,
      (worker) => worker.measure('streams', { urls, atOnce: true }),
      { isFresh: true, prepare, slow },
    );
    sameText(found);
    const name = `${streams} streams at once`;
    rows.push(
      {
        name,
        unit: 'µs CPU per chunk',
        per: streams * chunks,
        found,
        figure: 'cpu',
        bars: { 'venice-rx': 1 },
      },
      {
        name: `${name}: memory`,
        unit: 'MB at most',
        per: 1 / 1000,
        found,
        figure: 'peak',
        bars: { 'venice-rx': 1.3 },
      },
    );
  }
  return rows;
}
