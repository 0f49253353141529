import { corpora, ending, opening } from './corpora.mjs';

const done = Buffer.from('data: [DONE]\n\n');
const streams = new Map();

/** The bytes of each event of a stream; rendered once. */
export function renderedEvents(corpus, count) {
  const key = `${corpus}/${count}`;
  if (!streams.has(key)) {
    const chunks = Array.from({ length: count }, (_, number) => corpora[corpus](number));
    streams.set(key, [...[...opening, ...chunks, ...ending].map(rendered), done]);
  }
  return streams.get(key);
}

/** The bytes of a whole stream. */
export function renderedStream(corpus, count) {
  const key = `${corpus}/${count}/whole`;
  if (!streams.has(key)) streams.set(key, Buffer.concat(renderedEvents(corpus, count)));
  return streams.get(key);
}

function rendered(chunk) {
  return Buffer.from(`data: ${JSON.stringify(chunk)}\n\n`);
}
