// Without a socket: the bytes of the answers are in memory. The URL ends with the number of chunks.
import { createParser } from 'eventsource-parser';
import { from } from 'rxjs';
import { VeniceClient } from '../../dist/node/index.js';
import { models, renderAnswer } from '../stream-server/answers.mjs';
import { oncePerUrl } from './once-per-url.mjs';
import { readCompletions, readContent } from './venice-rx.mjs';

const readSize = 65_536;
const head = { type: 'head', status: 200, headers: { 'content-type': 'text/event-stream' } };

/** For each URL, a function that returns the next answer as an array of reads. */
const nextAnswerAt = oncePerUrl((url) => {
  const chunks = Number(url.split('/').at(-1));
  const answers = models.map((model, number) => toReads(renderAnswer(number, chunks, model)));
  let count = 0;
  return () => answers[(count += 1) % answers.length];
});

const clientAt = oncePerUrl((url) => {
  const transport = () => from([head, ...nextAnswerAt(url)().map((bytes) => ({ type: 'data', bytes }))]);
  return new VeniceClient({ baseURL: url, apiKey: 'bench', transport });
});

export async function readByHandInMemory(url, request, onContent) {
  const decoder = new TextDecoder();
  let isDone = false;
  const parser = createParser({
    onEvent: ({ data }) => {
      if (data === '[DONE]') isDone = true;
      else onContent(JSON.parse(data).choices[0]?.delta.content ?? '');
    },
  });
  for (const bytes of nextAnswerAt(url)()) parser.feed(decoder.decode(bytes, { stream: true }));
  if (!isDone) throw new Error('truncated');
}

export function readPlainInMemory(url, request, onContent) {
  return readContent(clientAt(url), request, onContent);
}

export function readAccumulatedInMemory(url, request, onContent) {
  return readCompletions(clientAt(url), request, onContent);
}

function toReads(bytes) {
  const count = Math.ceil(bytes.length / readSize);
  return Array.from({ length: count }, (_, read) => bytes.subarray(read * readSize, (read + 1) * readSize));
}
