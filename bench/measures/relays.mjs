import { models } from '../firehose/answers.mjs';
import { inRounds } from '../rounds/in-rounds.mjs';
import { sameText } from '../rounds/same-text.mjs';
import { startWorker } from '../rounds/worker-process.mjs';

const relays = ['by hand', 'by hand, again', 'venice-rx', 'openai'];
const toFullSpeed = (firehose, toUrl) => ({ urls: [toUrl(firehose.full('venice', 10_000))] });
const toAnswers = (firehose, toUrl) => ({ urls: [toUrl(firehose.answers(300))], models, count: 12 });
const toPaced = (streams) => (firehose, toUrl) => ({
  urls: Array.from({ length: streams }, () => toUrl(firehose.paced('venice', 40, 50))),
  atOnce: true,
});
const cpu = { figure: 'cpu', unit: 'µs' };
const manyRounds = { times: 3, length: 9, warmUps: 5 };

/**
 * The rows: the requests of the reader, their number of chunks, and the figure. `times` is the number of rounds, relative to
 * that of the run.
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
    ...{ times: 0.6, length: 5, warmUps: 1 },
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
export async function relay({ firehose, rounds, runtime, names = Object.keys(kinds) }) {
  const reader = await startWorker('by hand');
  const rows = [];
  try {
    for (const name of names) {
      const { times, length, warmUps, isFresh, figure, unit, chunks, bar, ...request } = kinds[name];
      const found = await inRounds(
        relays,
        Math.ceil(rounds * times),
        (worker) => readThrough(worker, reader, firehose, request),
        {
          ...{ length, warmUps, isFresh },
          fewer: { openai: Math.ceil(rounds / 3) },
          start: (adapter) => startWorker(`relay: ${adapter}`, runtime),
        },
      );
      sameText(found);
      const scale = figure === 'cpu' ? 1000 / chunks : 1;
      rows.push({ section: 'relays', name, found, figure, unit, scale, bars: { 'venice-rx': bar } });
    }
  } finally {
    await reader.stop();
  }
  return rows;
}

/** Lets the reader read through the relay; returns the cost of the relay, and the text that the reader received. */
async function readThrough(worker, reader, firehose, { measure, toParameters }) {
  const { url } = await worker.measure('serve', { origin: firehose.origin });
  const toUrl = (direct) => direct.replace(firehose.origin, url);
  await worker.measure('usage');
  const { hash, chunks } = await reader.measure(measure, toParameters(firehose, toUrl));
  return { ...(await worker.measure('usage')), hash, chunks };
}
