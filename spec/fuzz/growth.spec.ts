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

/** Streams whose length is proportional to `size`, and for which a reader could easily take time proportional to its square. */
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
  'repeated names of a call without id': (size) =>
    parts(size, () => argumentsChunk('{"', 'f'))
      .map(frame)
      .join(''),
  'repeated halves of a closing tag': (size) =>
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
  'levels of nested JSON': (size) =>
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

/** The CPU time of a run in milliseconds. */
function measureTime(run: (size: number) => void, size: number): number {
  const before = process.cpuUsage();
  run(size);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * Whether the time for eight times the size is less than 28 times as long. Linear growth means about 8 times, and quadratic growth 64 times.
 * The small size is measured after the large one, when the code is compiled, and for at least half as long, so that its minimum is accurate:
 * too long a time for the small size would hide growth. If the time for the large size is too long, it is measured again, since another
 * process may have disturbed it; quadratic growth is too long every time.
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

describe('the time to read a response', () => {
  it.each(Object.entries(streams))('grows linearly with its size: %s', (_, stream) => {
    expect(
      growsLinearly((size) => {
        read(stream(size));
      }),
    ).toBe(true);
  });

  it('grows linearly with the size of an error', () => {
    const head = { status: 500, headers: { date: 'Sun, '.repeat(9999) }, now: 0 };
    for (const body of ['<title>', '{"error":[', 'a'])
      expect(growsLinearly((size) => void apiErrorFromResponse(head, body.repeat(size)))).toBe(true);
  });

  it('grows linearly with the number of models', () => {
    const models = (size: number): readonly Model[] =>
      parts(size, (at) => ({ id: `m${at}` })) as readonly Model[];
    expect(
      growsLinearly((size) => void getEnding(of(models(size)).pipe(findModel({ prefer: ['none'] })))),
    ).toBe(true);
  });

  it('is found to grow too fast for quadratic work, the negative control', () => {
    let steps = 0;
    const square = (size: number): void => {
      for (let at = 0; at < size * size * 8; at += 1) steps += at % 3;
    };

    expect(growsLinearly(square)).toBe(false);
    expect(steps).toBeGreaterThan(0);
  });
});
