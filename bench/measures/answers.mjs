import { models } from '../stream-server/answers.mjs';
import {
  costOfCollections,
  hasCollections,
  inOneThread,
  splitCollections,
  withCollections,
  withoutPrefix,
} from '../rounds/collections.mjs';
import { inRounds } from '../rounds/in-rounds.mjs';
import { assertSameText } from '../rounds/assert-same-text.mjs';
import { startWorker } from '../rounds/worker-process.mjs';

const loops = ['by hand', 'by hand, again'];
const plain = 'venice-rx';
const accumulating = 'venice-rx, accumulate';
const quick = [plain, accumulating, 'venice-rx, fetch', 'by hand, fetch', 'naive RxJS', 'bytes only'];
const peers = ['openai', 'LangChain', 'Vercel AI'];
const collecting = [...loops, plain, accumulating];

/**
 * Kinds of answers that the same processes read; `count` is the number of answers per turn, `times` multiplies the number of rounds, and
 * `length` is the number of rounds of a sitting.
 */
const short = {
  kinds: [
    { chunks: 100, count: 30, bars: { [plain]: 1.1, [accumulating]: 1.3 } },
    { chunks: 300, count: 12, bars: { [plain]: 1, [accumulating]: 1.2 } },
  ],
  // 3,780 answers: V8 optimizes the code of a request, which runs once per answer, only after some 3,000.
  warmUps: 90,
  times: 3,
  length: 21,
};
const long = {
  kinds: [{ chunks: 20_000, count: 1, bars: { [plain]: 0.5, [accumulating]: 0.75 } }],
  // V8 optimizes the code that runs once per read only after some 15 answers.
  warmUps: 21,
  times: 2,
  length: 9,
};
const collectionBars = { [plain]: 1.25, [accumulating]: 1.25 };

/** CPU time per chunk of short answers in sequence, with their requests; with and without a collection before each. */
export function shortAnswers({ streamServer, ...context }) {
  const adapters = [...loops, ...quick, ...peers];
  return measureAnswers(short, { ...context, adapters, toUrl: streamServer.answers });
}

/** The same for long answers. */
export function longAnswers({ streamServer, ...context }) {
  const adapters = [...loops, ...quick, ...peers];
  return measureAnswers(long, { ...context, adapters, toUrl: streamServer.answers });
}

/** The same without a socket. */
export function inMemory(context) {
  const toUrl = (chunks) => `http://memory/${chunks}`;
  return measureAnswers(long, { ...context, adapters: collecting, toUrl, place: 'in memory' });
}

async function measureAnswers({ kinds, warmUps, times, length }, options) {
  const { adapters, rounds, runtime, toUrl, place, collects = true } = options;
  const prefix = place ? `${place}: ` : '';
  const measure = async (worker, name, turn) => {
    const figures = [];
    for (const { chunks, count } of kinds) {
      // Two warm-ups with collections are enough, and collections are slow.
      const collects = hasCollections(name) && turn >= warmUps - 2;
      const request = { urls: [toUrl(chunks)], models, first: turn, count, collects };
      figures.push(await worker.measure('answers', request));
    }
    return {
      ...Object.fromEntries(kinds.map(({ chunks }, at) => [chunks, figures[at].cpu])),
      hash: figures.map(({ hash }) => hash).join(),
      chunks: figures.map(({ chunks }) => chunks).join(),
    };
  };
  const all = [...adapters, ...(collects ? collecting.map(withCollections) : [])];
  const results = await inRounds(all, rounds * times, measure, {
    length,
    warmUps,
    // One sitting.
    fewer: Object.fromEntries(peers.map((peer) => [peer, length])),
    start: (name) =>
      startWorker(prefix + withoutPrefix(name), hasCollections(name) ? inOneThread(runtime) : runtime),
  });
  assertSameText(results);
  return kinds.flatMap((kind) => toRows(kind, results, place));
}

function toRows({ chunks, count, bars }, results, place = '') {
  const split = splitCollections(results);
  const name = `${chunks.toLocaleString('en')} chunks${place && `, ${place}`}`;
  const row = { figure: chunks, unit: 'µs', scale: 1000 / (chunks * count) };
  const answers = { ...row, name, results: split.without, bars };
  if (split.collecting['by hand'] === undefined) return [answers];
  return [
    answers,
    { ...row, name: `${name}, gc() before each`, results: split.collecting, bars: {} },
    {
      section: 'collections',
      name,
      results: costOfCollections(split, chunks),
      figure: chunks,
      unit: '×',
      scale: 1,
      bars: collectionBars,
    },
  ];
}
