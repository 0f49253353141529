import { models } from '../firehose/answers.mjs';
import { inRounds } from '../rounds/in-rounds.mjs';
import { sameText } from '../rounds/same-text.mjs';
import { startWorker } from '../rounds/worker-process.mjs';

const relays = ['by hand', 'by hand, again', 'venice-rx', 'openai'];
const fullLength = 10_000;
const [chunks, count] = [300, 12];
const pacedChunks = 40;
const every = 50;

/** What a relay costs: one process relays, and another one reads from it. */
export async function relay({ firehose, rounds, runtime }) {
  const reader = await startWorker('by hand');
  const takes = (kind, times, options) =>
    inRounds(relays, Math.ceil(rounds * times), (worker) => relayed(worker, reader, firehose, kind), {
      ...options,
      start: (name) => startWorker(`relay: ${name}`, runtime),
    });
  try {
    const full = await takes(fullSpeed, 3, { sittings: 7, warmUps: 5 });
    const answers = await takes(shortAnswers, 3, { sittings: 7, warmUps: 5 });
    const streams = await takes(paced(300), 0.6, { sittings: 3, warmUps: 1 });
    const memory = await takes(paced(500), 0.3, { isFresh: true });
    for (const found of [full, answers, streams, memory]) sameText(found);
    const row = { section: 'relays', figure: 'cpu', unit: 'µs' };
    return [
      { ...row, name: 'full speed', found: full, scale: 1000 / fullLength, bars: { 'venice-rx': 2.5 } },
      {
        ...row,
        name: `answers of ${chunks} chunks`,
        found: answers,
        scale: 1000 / (chunks * count),
        bars: { 'venice-rx': 2 },
      },
      {
        ...row,
        name: '300 paced streams',
        found: streams,
        scale: 1000 / (300 * pacedChunks),
        bars: { 'venice-rx': 1.15 },
      },
      {
        section: 'relays',
        name: '500 paced streams: memory',
        found: memory,
        figure: 'peak',
        unit: 'MB',
        scale: 1,
        bars: { 'venice-rx': 1.3 },
      },
    ];
  } finally {
    await reader.stop();
  }
}

const fullSpeed = {
  measure: 'streams',
  parameters: (toUrl, firehose) => ({ urls: [toUrl(firehose.full('venice', fullLength))] }),
};
const shortAnswers = {
  measure: 'answers',
  parameters: (toUrl, firehose) => ({ urls: [toUrl(firehose.answers(chunks))], models, count }),
};

function paced(streams) {
  return {
    measure: 'streams',
    parameters: (toUrl, firehose) => ({
      urls: Array.from({ length: streams }, () => toUrl(firehose.paced('venice', pacedChunks, every))),
      atOnce: true,
    }),
  };
}

/** What the relay used while the reader read through it, and what the reader received. */
async function relayed(worker, reader, firehose, { measure, parameters }) {
  const { origin } = firehose;
  const { url } = await worker.measure('serve', { origin });
  const toUrl = (direct) => direct.replace(origin, url);
  await worker.measure('usage');
  const { hash, chunks: received } = await reader.measure(measure, parameters(toUrl, firehose));
  return { ...(await worker.measure('usage')), hash, chunks: received };
}
