import { models } from '../stream-server/answers.mjs';
import { inRounds } from '../rounds/in-rounds.mjs';
import { assertSameText } from '../rounds/assert-same-text.mjs';
import { startWorker } from '../rounds/worker-process.mjs';

const relays = ['by hand', 'by hand, again', 'venice-rx', 'openai'];
const toFullSpeed = (streamServer, toUrl) => ({ urls: [toUrl(streamServer.full('venice', 10_000))] });
const toAnswers = (streamServer, toUrl) => ({ urls: [toUrl(streamServer.answers(300))], models, count: 12 });
const toPaced = (streams) => (streamServer, toUrl) => ({
  urls: Array.from({ length: streams }, () => toUrl(streamServer.paced('venice', 40, 50))),
  atOnce: true,
});
const cpu = { figure: 'cpu', unit: 'µs' };
const manyRounds = { times: 3, length: 9, warmUps: 5 };

/**
 * The rows: the requests of the reader, their number of chunks, and the figure. `times` multiplies the number of rounds, and
 * `length` is the number of rounds of a sitting.
 */
const kinds = {
  'full speed': {
    ...cpu,
    ...manyRounds,
    measure: 'streams',
    toParameters: toFullSpeed,
    chunks: 10_000,
    bar: 2.5,
  },
  'answers of 300 chunks': {
    ...cpu,
    ...manyRounds,
    measure: 'answers',
    toParameters: toAnswers,
    chunks: 3600,
    bar: 2,
  },
  '300 paced streams': {
    ...cpu,
    ...{ times: 0.5, length: 5, warmUps: 1 },
    measure: 'streams',
    toParameters: toPaced(300),
    chunks: 12_000,
    bar: 1.15,
  },
  '500 paced streams: memory': {
    ...{ figure: 'peak', unit: 'MB' },
    ...{ times: 0.3, isFresh: true },
    measure: 'streams',
    toParameters: toPaced(500),
    bar: 1.3,
  },
};

/** The cost of a relay: one process relays, and another one reads from it. */
export async function relay({ streamServer, rounds, runtime, names = Object.keys(kinds) }) {
  const reader = await startWorker('by hand');
  const rows = [];
  try {
    for (const name of names) {
      const { times, length, warmUps, isFresh, figure, unit, chunks, bar, ...request } = kinds[name];
      const results = await inRounds(
        relays,
        Math.ceil(rounds * times),
        (worker) => readThrough(worker, reader, streamServer, request),
        {
          ...{ length, warmUps, isFresh },
          fewer: { openai: Math.ceil(rounds / 3) },
          start: (adapter) => startWorker(`relay: ${adapter}`, runtime),
        },
      );
      assertSameText(results);
      const scale = figure === 'cpu' ? 1000 / chunks : 1;
      rows.push({ section: 'relays', name, results, figure, unit, scale, bars: { 'venice-rx': bar } });
    }
  } finally {
    await reader.stop();
  }
  return rows;
}

/** Lets the reader read through the relay; returns the cost of the relay, and the text that the reader received. */
async function readThrough(worker, reader, streamServer, { measure, toParameters }) {
  const { url } = await worker.measure('serve', { origin: streamServer.origin });
  const toUrl = (direct) => direct.replace(streamServer.origin, url);
  await worker.measure('usage');
  const { hash, chunks } = await reader.measure(measure, toParameters(streamServer, toUrl));
  return { ...(await worker.measure('usage')), hash, chunks };
}
