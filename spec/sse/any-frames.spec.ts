import * as fc from 'fast-check';
import type { ChatCompletionChunk } from 'venice-rx';
import { assertSame } from 'venice-rx/testing';
import type { AnswerHead } from '../../src/errors/answer-head.js';
import { ChunkDecoder } from '../../src/sse/chunk-decoder.js';
import { createFrameParser } from '../../src/sse/frame-parser.js';
import { FrameReader } from '../../src/sse/frame-reader.js';
import { readFrame } from '../../src/sse/read-frame.js';

const seed = Number(process.env['SEED'] ?? Date.now());
const head: AnswerHead = { status: 200, headers: {}, now: 0 };
const encoder = new TextEncoder();

const text = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom(
    '',
    '"',
    '\\',
    '\n',
    '\u0000',
    '\u2028',
    '👑',
    '\ud800',
    '"}],"x":["',
    'data: ',
    '\n\n',
    'long enough to be a view of its text',
  ),
);
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1e21, 1e-7),
);
const value = fc.oneof(
  text,
  number,
  fc.constantFrom(null, true, false),
  fc.constantFrom({}, [], [1, [2]], { a: { b: '' } }),
);
const values = fc.array(value, { minLength: 4, maxLength: 4 });

type Values = readonly unknown[];

/** Frames of servers, with places for four values. */
const shapes: readonly ((values: Values) => string)[] = [
  ([a, b]) =>
    json({
      id: 'c',
      object: 'chat.completion.chunk',
      model: 'm',
      choices: [{ index: 0, delta: { content: a, role: null }, finish_reason: null }],
      usage: b,
    }),
  ([a, b, c]) =>
    json({
      id: 'c',
      choices: [{ index: 0, delta: { content: a } }],
      usage: { prompt_tokens: b, completion_tokens: c },
      cost: { usd: b },
    }),
  ([a, b]) => json({ object: a, choices: null, obfuscation: b }),
  ([a, b]) =>
    json({ choices: [{ delta: { tool_calls: [{ index: 0, function: { arguments: a } }, { id: b }] } }] }),
  ([a]) => json({ error: a, choices: [] }),
  ([a, b]) => ` { "id" : ${json(a)} , "choices" : [ ] , "n" : ${json(b)} } `,
  ([a, b]) => `{"id":${json(a)},"id":${json(b)},"choices":[]}`,
  ([a, b]) => `{"__proto__":{"a":${json(a)}},"choices":[{"__proto__":${json(b)}}]}`,
  ([a]) => `{"\\u0069d":${json(a)},"choices":[]}`,
  ([a]) => `{"id":"${String(a)}","n":${String(a)},"choices":[]}`,
  ([a]) => `{"id":${json(a)},"n":01,"choices":[]}`,
  ([a]) => json(a),
  ([a]) => json({ choices: a }),
];
const frame = fc.record({
  shape: fc.nat({ max: shapes.length - 1 }),
  values,
  form: fc.constantFrom(
    'data: ',
    'data: ',
    'data: ',
    'data: ',
    'data:',
    ': ping\n\ndata: ',
    'id: 1\ndata: ',
    'event: x\ndata: ',
    'data: \ndata: ',
  ),
  end: fc.constantFrom('\n\n', '\n\n', '\n\n', '\n\n', '\n\n\n', '\r\n\r\n', '\r\r'),
});
/** A stream repeats its shapes: else there would be nothing to learn. */
const stream = fc
  .record({
    frames: fc.array(frame, { minLength: 1, maxLength: 12 }),
    repeats: fc.integer({ min: 1, max: 4 }),
    cuts: fc.array(fc.nat({ max: 2000 }), { maxLength: 8 }),
  })
  .map(({ frames, repeats, cuts }) => ({
    frames: Array.from({ length: repeats }, () => frames).flat(),
    cuts,
  }));
const cases = { seed, numRuns: 1000 };

function json(part: unknown): string {
  return part === undefined ? 'null' : JSON.stringify(part);
}

function bytesOf(
  frames: readonly { shape: number; values: Values; form: string; end: string }[],
): Uint8Array {
  const all = frames.map(
    ({ shape, values: given, form, end }) => form + (shapes[shape]?.(given) ?? '') + end,
  );
  return encoder.encode(all.join(''));
}

/** What the parser of record and JSON.parse make of the bytes, up to the first error. */
function parsed(bytes: Uint8Array): readonly unknown[] {
  const meanings: unknown[] = [];
  let isOver = false;
  const parser = createFrameParser({
    onFrame: (one) => {
      const meaning = isOver ? 'nothing' : readFrame(one, head);
      if (meaning !== 'nothing') meanings.push(meaning);
      isOver ||= meaning instanceof Error || meaning === 'done';
    },
    onLimit: (error) => meanings.push(error),
  });
  parser.push(bytes);
  return meanings;
}

/** What the decoder makes of the bytes, cut at these places. */
function decoded(bytes: Uint8Array, cuts: readonly number[]): readonly unknown[] {
  const meanings: unknown[] = [];
  const sink = {
    closed: false,
    next: (chunk: ChatCompletionChunk) => meanings.push(chunk),
    error: (error: Error) => {
      meanings.push(error);
      sink.closed = true;
    },
    complete: () => {
      meanings.push('done');
      sink.closed = true;
    },
  };
  const decoder = new ChunkDecoder(head, sink);
  const places = [
    0,
    ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((one, other) => one - other),
    bytes.length,
  ];
  places.slice(1).forEach((end, number) => {
    if (!sink.closed) decoder.push(bytes.subarray(places[number], end));
  });
  return meanings;
}

afterAll(() => process.stdout.write(`any frames: 2 x 1000 cases, SEED=${seed}\n`));

describe('frames that are recognized', () => {
  it('mean what JSON.parse says, whatever a server sends and wherever it is cut', () => {
    fc.assert(
      fc.property(stream, ({ frames, cuts }) => {
        const bytes = bytesOf(frames);

        assertSame(decoded(bytes, cuts), parsed(bytes));
      }),
      cases,
    );
  });

  it('share nothing with one another, and nothing that somebody may change', () => {
    fc.assert(
      fc.property(fc.array(values, { minLength: 4, maxLength: 8 }), (all) => {
        const bytes = bytesOf(all.map((given) => ({ shape: 1, values: given, form: 'data: ', end: '\n\n' })));
        const chunks: ChatCompletionChunk[] = [];
        const sink = {
          closed: false,
          next: (chunk: ChatCompletionChunk): void => {
            chunks.push(structuredClone(chunk));
            spoil(chunk);
          },
          error: () => undefined,
          complete: () => undefined,
        };

        new ChunkDecoder(head, sink).push(bytes);

        assertSame(
          chunks,
          parsed(bytes).filter((meaning) => !(meaning instanceof Error)),
        );
      }),
      cases,
    );
  });

  it('are most of those of a stream', () => {
    const data = (content: string): string => `data: ${shapes[0]?.([content, null]) ?? ''}\n\n`;
    const reader = new FrameReader(head);
    const known = Array.from({ length: 50 }, (_, number) => {
      const one = data(`word ${number}`);
      if (reader.recognize(one, 0)) return true;
      reader.read({ data: one.slice(6, -2), event: undefined });
      return false;
    });

    expect(known.filter((isKnown) => !isKnown)).toHaveLength(2);
  });
});

/** Changes everything that can be changed in a value. */
function spoil(part: unknown): void {
  if (typeof part !== 'object' || part === null) return;
  for (const [key, inner] of Object.entries(part)) {
    spoil(inner);
    (part as Record<string, unknown>)[key] = 'spoilt';
  }
}
