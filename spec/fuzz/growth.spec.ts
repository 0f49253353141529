import { concat, from, of } from 'rxjs';
import { type Model, type TransportEvent, findModel } from 'venice-rx';
import { apiErrorFromResponse } from '../../src/errors/from-response/api-error-from-response.js';
import { readChunks } from '../../src/response/read-chunks.js';
import { readWithAll } from './chat-readers.js';
import { getEnding } from './ending.js';

const encoder = new TextEncoder();
const frame = (chunk: object): string => `data: ${JSON.stringify(chunk)}\n\n`;
const textChunk = (content: string): object => ({ choices: [{ index: 0, delta: { content } }] });
const argumentsChunk = (text: string, name = ''): object => ({
  choices: [{ index: 0, delta: { tool_calls: [{ index: 0, function: { name, arguments: text } }] } }],
});
const parts = (count: number, part: (at: number) => object): object[] =>
  Array.from({ length: count }, (_, at) => part(at));

/** Streams that grow with a number; each of them once took, or might take, the square of it. */
const streams: Readonly<Record<string, (size: number) => string>> = {
  'a line that does not end': (size) => `data: {"x":"${'a'.repeat(size * 100)}`,
  'comments that do not end': (size) => `:${' ping'.repeat(size * 10)}`,
  'empty lines': (size) => '\n'.repeat(size * 100),
  'carriage returns': (size) => '\r'.repeat(size * 100),
  'lines of data in one event': (size) => `${'data: {\n'.repeat(size * 5)}\n`,
  'white space before the stream': (size) => `${' '.repeat(size * 100)}data: [DONE]\n\n`,
  'choices in one chunk': (size) =>
    frame({ choices: parts(size, (index) => ({ index, delta: { content: 'a' } })) }),
  'tool calls in one chunk': (size) =>
    frame({
      choices: [
        { index: 0, delta: { tool_calls: parts(size, (index) => ({ index, id: `call_${index}` })) } },
      ],
    }),
  'pieces of one tool call': (size) =>
    parts(size, () => ({
      choices: [{ index: 0, delta: { tool_calls: [{ index: 0, function: { arguments: '{"' } }] } }],
    }))
      .map(frame)
      .join(''),
  'placeholders inside a string of arguments': (size) =>
    frame(argumentsChunk('{"a":"}')) +
    parts(size, () => argumentsChunk('{}'))
      .map(frame)
      .join(''),
  'the name of a call without id, again and again': (size) =>
    parts(size, () => argumentsChunk('{"', 'f'))
      .map(frame)
      .join(''),
  'half of a closing tag, again and again': (size) =>
    frame(textChunk('<think>')) +
    parts(size, () => textChunk('</thin'))
      .map(frame)
      .join(''),
  backticks: (size) =>
    parts(size, () => textChunk('`'))
      .map(frame)
      .join(''),
  'white space in place of JSON': (size) =>
    parts(size, () => textChunk(' \n'))
      .map(frame)
      .join(''),
  'levels of a JSON text': (size) =>
    parts(size, () => textChunk('['))
      .map(frame)
      .join(''),
  // At most 960 names: an object of an answer has no more than 1,000 fields.
  'lists of log probabilities in one chunk': (size) => {
    const named = parts((size * 4) / 5, (at) => [`list${at}`, [{}]]) as [string, object][];
    return frame({ choices: [{ index: 0, delta: {}, logprobs: Object.fromEntries(named) }] });
  },
  'log probabilities': (size) =>
    parts(size, () => ({ choices: [{ index: 0, delta: {}, logprobs: { content: [{}] } }] }))
      .map(frame)
      .join(''),
};

function read(text: string): void {
  const bytes = encoder.encode(text);
  const reads = Array.from({ length: Math.ceil(bytes.length / 1000) }, (_, at): TransportEvent => {
    return { type: 'data', bytes: bytes.subarray(at * 1000, (at + 1) * 1000) };
  });
  const head: TransportEvent = { type: 'head', status: 200, headers: {} };
  readWithAll(getEnding(concat(of(head), from(reads)).pipe(readChunks())));
}

/** How much time of the processor something takes, in milliseconds: what else the machine does is no part of it. */
function measureTime(run: (size: number) => void, size: number): number {
  const before = process.cpuUsage();
  run(size);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * Eight times as much takes about eight times as long; in the square of the size it would be 64 times. The small size is measured
 * when the large one has run, so that the code is compiled, and until it has taken half as long as the large one: the least of so
 * many runs is not disturbed, which would hide growth. A large one that is disturbed is measured again: of what grows with the square,
 * none is right.
 */
function growsLinearly(run: (size: number) => void): boolean {
  let small = Infinity;
  let large = Infinity;
  for (let tries = 0; tries < 25; tries += 1) {
    large = Math.min(large, measureTime(run, 1200));
    for (let [runs, total] = [0, 0]; runs < 3 || total < large / 2; runs += 1) {
      const time = measureTime(run, 150);
      small = Math.min(small, time);
      total += time;
    }
    if (large < 28 * Math.max(small, 0.1)) return true;
  }
  return false;
}

describe('the time that a server can take', () => {
  it.each(Object.entries(streams))('grows with the size: %s', (_, stream) => {
    expect(
      growsLinearly((size) => {
        read(stream(size));
      }),
    ).toBe(true);
  });

  it('grows with the size of an error', () => {
    const head = { status: 500, headers: { date: 'Sun, '.repeat(9999) }, now: 0 };
    for (const body of ['<title>', '{"error":[', 'a'])
      expect(growsLinearly((size) => void apiErrorFromResponse(head, body.repeat(size)))).toBe(true);
  });

  it('grows with the number of models', () => {
    const models = (size: number): readonly Model[] =>
      parts(size, (at) => ({ id: `m${at}` })) as readonly Model[];
    expect(
      growsLinearly((size) => void getEnding(of(models(size)).pipe(findModel({ prefer: ['none'] })))),
    ).toBe(true);
  });

  it('is seen to grow where it does', () => {
    let steps = 0;
    const square = (size: number): void => {
      for (let at = 0; at < size * size * 8; at += 1) steps += at % 3;
    };

    expect(growsLinearly(square)).toBe(false);
    expect(steps).toBeGreaterThan(0);
  });
});
