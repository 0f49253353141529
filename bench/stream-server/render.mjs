import { corpora, ending, opening } from './corpora.mjs';

const done = Buffer.from('data: [DONE]\n\n');
const streams = new Map();

/** Returns the bytes of each event of a stream, which is rendered once. */
export function renderEvents(corpus, count) {
  const key = `${corpus}/${count}`;
  if (!streams.has(key)) {
    const chunks = Array.from({ length: count }, (_, number) => corpora[corpus](number));
    streams.set(key, [...[...opening, ...chunks, ...ending].map(renderFrame), done]);
  }
  return streams.get(key);
}

/** Returns the bytes of a whole stream. */
export function renderStream(corpus, count) {
  const key = `${corpus}/${count}/whole`;
  if (!streams.has(key)) streams.set(key, Buffer.concat(renderEvents(corpus, count)));
  return streams.get(key);
}

function renderFrame(chunk) {
  return Buffer.from(`data: ${JSON.stringify(chunk)}\n\n`);
}
