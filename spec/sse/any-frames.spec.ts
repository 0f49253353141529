import * as fc from 'fast-check';
import type { ChatCompletionChunk } from 'venice-rx';
import { assertSame } from 'venice-rx/testing';
import type { ResponseHead } from '../../src/errors/from-response/response-head.js';
import { ByteText } from '../../src/sse/byte-text.js';
import { ChunkDecoder } from '../../src/sse/chunk-decoder.js';
import { createFrameParser } from '../../src/sse/frame-parser.js';
import { SharedTemplates } from '../../src/sse/fast-path/shared-templates.js';
import { StreamTemplates } from '../../src/sse/fast-path/stream-templates.js';
import { readFrame } from '../../src/sse/read-frame.js';
import { caseCount, cases, seed } from '../support/cases.js';

const head: ResponseHead = { status: 200, headers: {}, now: 0 };
const encoder = new TextEncoder();
const largeComment = `: ${'x'.repeat(2048)}\n\n`;
/** A large read without a frame: the reads after it use templates. */
const largeRead = encoder.encode(largeComment);

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
    'Ångström',
    '\u0080\u00ff',
    'Μῆνιν ἄειδε, θεά, Πηληϊάδεω Ἀχιλῆος',
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
const other = fc.constantFrom(null, true, {}, [], [1, [2]], { a: { b: '' } });
/** JSON of numbers, and strings that are not JSON numbers. */
const valid = fc.constantFrom('0', '1', '10', '-1', '-0', '1.5', '1e5', '0.0', '12345678901234567890', '0e1');
const invalid = fc.constantFrom('01', '1.', '.5', '+1', '1e', '-', '0x1', '1 2', 'NaN', '');
const literal = fc.oneof({ arbitrary: valid, weight: 12 }, { arbitrary: invalid, weight: 1 });
const slots = [text, number, other, literal];

type Values = readonly unknown[];

/** The data of frames, with places for up to four values. Some are not like those of any server. */
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
  ([a, b]) => json({ id: b, choices: [], cost: a }),
  ([a, b]) => json({ id: 'c', choices: [], cost: { usd: a, diem: b } }),
  ([a, b]) =>
    json({ choices: [{ delta: { tool_calls: [{ index: 0, function: { arguments: a } }, { id: b }] } }] }),
  ([a]) => json({ error: a, choices: [] }),
  ([a, b]) => ` { "id" : ${json(a)} , "choices" : [ ] , "n" : ${json(b)} } `,
  ([a, b]) => `{"id":${json(a)},"id":${json(b)},"choices":[]}`,
  ([a, b]) => `{"__proto__":{"a":${json(a)}},"choices":[{"__proto__":${json(b)}}]}`,
  ([a]) => `{"\\u0069d":${json(a)},"choices":[]}`,
  ([a]) => `{"n":${String(a)},"choices":[]}`,
  ([a]) => `{"error":${String(a)},"choices":[]}`,
  ([a]) => `{"id":"${String(a)}","choices":[]}`,

  ([a]) => `{"id":${json(a)},"n":01,"choices":[]}`,
  ([a]) => json({ choices: a }),
  ([a, b]) => json({ größe: b, size: a, choices: [{ index: 0, delta: { content: a } }] }),
];
/**
 * The bytes of a stream, and the positions at which it is split into reads. Its frames have one to three forms. The values at one place of a
 * form are of the same kind in most frames, so that templates match.
 */
const stream = fc
  .record({
    forms: fc.array(
      fc.record({
        shape: fc.nat({ max: shapes.length - 1 }),
        kinds: fc.array(fc.constantFrom(0, 0, 0, 1, 1, 2, 3, 3), { minLength: 4, maxLength: 4 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    turns: fc.array(
      fc.record({
        form: fc.nat({ max: 2 }),
        values: fc.tuple(...slots.map((slot) => fc.array(slot, { minLength: 4, maxLength: 4 }))),
        before: fc.constantFrom(
          ...often('data: '),
          'data:',
          ': ping\n\ndata: ',
          `${largeComment}data: `,
          'id: 1\ndata: ',
          'event: x\ndata: ',
          'data: \ndata: ',
        ),
        after: fc.constantFrom(...often('\n\n'), '\n', '\n\n\n', '\r\n\r\n', '\r\r'),
      }),
      { minLength: 16, maxLength: 32 },
    ),
    cuts: fc.array(fc.nat({ max: 4000 }), { maxLength: 6 }),
  })
  .map(({ forms, turns, cuts }) => ({
    cuts,
    bytes: encoder.encode(
      turns
        .map(({ form, values, before, after }) => {
          const { shape, kinds } = forms[form % forms.length]!;
          return before + shapes[shape]!(kinds.map((kind, slot) => values[kind]?.[slot])) + after;
        })
        .join(''),
    ),
  }));

/** Repeats a value, so that `constantFrom` usually chooses it. */
function often<T>(value: T): readonly T[] {
  return Array.from({ length: 40 }, () => value);
}

function json(part: unknown): string {
  return part === undefined ? 'null' : JSON.stringify(part);
}

/** The results of the standard parser and `readFrame` for the bytes, up to the first error or `[DONE]`. */
function parseAll(bytes: Uint8Array): readonly unknown[] {
  const results: unknown[] = [];
  let isOver = false;
  const parser = createFrameParser(
    (frame) => {
      const result = isOver ? 'nothing' : readFrame(frame, head);
      if (result !== 'nothing') results.push(result);
      isOver ||= result instanceof Error || result === 'done';
    },
    (error) => results.push(error),
  );
  parser.feed(new TextDecoder().decode(bytes));
  return results;
}

/** Number of chunks in a stream of these pieces. */
function countChunks(pieces: readonly Uint8Array[]): number {
  let count = 0;
  const sink = { closed: false, next: () => (count += 1), error: () => undefined, complete: () => undefined };
  const decoder = new ChunkDecoder(head, sink);
  for (const bytes of pieces) decoder.push(bytes);
  return count;
}

/** The results of the decoder for the bytes, split at the positions `cuts`, in an answer of this source. `first` is read before the bytes. */
function decodeAll(
  bytes: Uint8Array,
  cuts: readonly number[],
  source?: string,
  first = largeRead,
): readonly unknown[] {
  const results: unknown[] = [];
  const sink = {
    closed: false,
    next: (chunk: ChatCompletionChunk) => results.push(chunk),
    error: (error: Error) => {
      results.push(error);
      sink.closed = true;
    },
    complete: () => {
      results.push('done');
      sink.closed = true;
    },
  };
  const decoder = new ChunkDecoder(head, sink, undefined, true, source);
  decoder.push(first);
  const places = [
    0,
    ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((one, other) => one - other),
    bytes.length,
  ];
  places.slice(1).forEach((end, number) => {
    if (!sink.closed) decoder.push(bytes.subarray(places[number], end));
  });
  return results;
}

afterAll(() => process.stdout.write(`any frames: 3 x ${caseCount} cases, SEED=${seed}\n`));

describe('frames on the fast path', () => {
  it('have the same results as with the standard parser, for any frames and any reads', () => {
    const recognize = jest.spyOn(StreamTemplates.prototype, 'recognize');
    fc.assert(
      fc.property(stream, ({ bytes, cuts }) => {
        const expected = parseAll(bytes);
        assertSame(decodeAll(bytes, cuts), expected);
        assertSame(decodeAll(bytes, cuts, undefined, new Uint8Array()), expected);
      }),
      cases,
    );

    const isRecognized = recognize.mock.results.map(({ value }) => value !== undefined);
    // On average, there are about two recognized frames per case.
    expect(isRecognized.filter(Boolean).length).toBeGreaterThan(caseCount / 4);
    recognize.mockRestore();
  });

  it('have the same results as with the standard parser if several answers share templates', () => {
    let source = 0;
    fc.assert(
      fc.property(fc.array(stream, { minLength: 2, maxLength: 4 }), fc.nat({ max: 2 }), (answers, again) => {
        source += 1;
        for (const { bytes, cuts } of [...answers, ...answers.slice(0, again)]) {
          assertSame(decodeAll(bytes, cuts, `source ${source}`), parseAll(bytes));
        }
      }),
      cases,
    );
  });

  it('have the same text if they are split between two reads', () => {
    const frame = encoder.encode('data: {"choices":[{"delta":{"content":"café é"}}],"n":1}\n\n');
    const all = Uint8Array.from([1, 2, 3, 4, 5, 6].flatMap(() => [...frame]));
    const cuts = [frame.length, 1.5 * frame.length, 2 * frame.length, 2.5 * frame.length, 3 * frame.length];

    assertSame(decodeAll(all, cuts.map(Math.floor)), parseAll(all));
  });

  it('keep a byte order mark that is not at the start, in each answer of a source', () => {
    const frame = (content: string): string => `data: {"choices":[{"delta":{"content":"${content}"}}]}\n\n`;
    const bytes = encoder.encode(`${frame('a')}\ufeff${frame('b')}${frame('c')}`);
    const read = (): readonly unknown[] => decodeAll(bytes, [frame('a').length], 'byte order marks');

    assertSame(read(), parseAll(bytes));
    assertSame(read(), parseAll(bytes));
  });

  it('are rarely compared with templates if a server omits the space after `data:`', () => {
    const recognize = jest.spyOn(StreamTemplates.prototype, 'recognize');
    const frames = Array.from({ length: 4000 }, (_, n) => `data:{"choices":[],"n":${n}}\n\n`);

    expect(decodeAll(encoder.encode(frames.join('')), [])).toHaveLength(4000);
    expect(recognize.mock.calls.length).toBeLessThan(100);
    recognize.mockRestore();
  });

  it('are recognized from the first frame of another answer if it has the same source', () => {
    const answer = (n: number): Uint8Array =>
      encoder.encode(
        [' one', ' two', ' three']
          .map(
            (content) =>
              `data: ${json({ id: `chatcmpl-${n}`, created: n, model: `m${n}`, choices: [{ index: 0, delta: { content } }] })}\n\n`,
          )
          .join(''),
      );
    const recognize = jest.spyOn(StreamTemplates.prototype, 'recognize');
    const isFirstRecognized = (n: number, source: string): boolean => {
      recognize.mockClear();
      decodeAll(answer(n), [], source);
      // The first call is for the large read before the answer.
      return recognize.mock.results[1]?.value !== undefined;
    };

    expect(isFirstRecognized(1, 'one server')).toBe(false);
    expect(isFirstRecognized(2, 'one server')).toBe(true);
    expect(isFirstRecognized(3, 'another server')).toBe(false);
    recognize.mockRestore();
  });

  it('have the same results if some of their bytes are not UTF-8', () => {
    const odd = fc.array(fc.tuple(fc.nat({ max: 4000 }), fc.integer({ min: 0x80, max: 0xff })), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(stream, odd, ({ bytes, cuts }, replacements) => {
        // Does not create a byte order mark, which the first three bytes of a stream may be.
        for (const [at, byte] of replacements) if (at > 2 && at < bytes.length) bytes[at] = byte;

        assertSame(decodeAll(bytes, cuts), parseAll(bytes));
      }),
      cases,
    );
  });

  it.each([
    ['a key', '{"größe":%,"choices":[]}'],
    ['a value that does not change', '{"place":"Köln","n":%,"choices":[]}'],
  ])('have the same results as with the standard parser if %s is not ASCII', (_, frame) => {
    const frames = ['1', '2', '3', '4'].map((n) => `data: ${frame.replace('%', n)}\n\n`);
    const bytes = encoder.encode(frames.join(''));

    assertSame(decodeAll(bytes, []), parseAll(bytes));
    assertSame(decodeAll(bytes, [bytes.length - 12]), parseAll(bytes));
  });

  it('do not match the template of split frames if their bytes equal the characters of those frames', () => {
    const frame = (n: number): string => `data: {"place":"Köln","n":${n},"choices":[]}\n\n`;
    const cut = encoder.encode([1, 2, 3].map(frame).join(''));
    // One byte for the ö, as in Latin-1, which is not valid UTF-8.
    const odd = Uint8Array.from(frame(4), (character) => character.charCodeAt(0));
    const bytes = Uint8Array.from([...cut, ...odd]);

    assertSame(
      // Templates are used for four small reads.
      decodeAll(bytes, [9, cut.length / 3 + 9, cut.length]),
      parseAll(bytes),
    );
  });

  it('are read after a byte order mark at the start of a stream', () => {
    const mark = Uint8Array.of(0xef, 0xbb, 0xbf);
    const frame = encoder.encode('data: {"choices":[]}\n\n');

    expect(countChunks([mark, frame, frame])).toBe(2);
    expect(countChunks([frame, mark, frame])).toBe(1);
    expect(countChunks([frame, mark.subarray(0, 1), mark.subarray(1), frame])).toBe(1);
  });

  it('share no objects, so that a subscriber may change its chunks', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, number), { minLength: 4, maxLength: 8 }), (all) => {
        const frames = all.map(([a, b]) => `data: ${shapes[1]!([a, b, b])}\n\n`);
        const bytes = encoder.encode(frames.join(''));
        const chunks: ChatCompletionChunk[] = [];
        const sink = {
          closed: false,
          next: (chunk: ChatCompletionChunk): void => {
            chunks.push(structuredClone(chunk));
            changeAll(chunk);
          },
          error: () => undefined,
          complete: () => undefined,
        };

        const decoder = new ChunkDecoder(head, sink);
        decoder.push(largeRead);
        decoder.push(bytes);

        assertSame(chunks, parseAll(bytes));
      }),
      cases,
    );
  });

  it.each(['01', '00', '1.', '.5', '+1', '1e', '-', '-01', '0x1', '1 2', ''])(
    'have the same result as with the standard parser for the number %j',
    (literal) => {
      const frames = ['1', '2', '3', literal].map((n) => `data: {"n":${n},"choices":[]}\n\n`);
      const bytes = encoder.encode(frames.join(''));

      assertSame(decodeAll(bytes, []), parseAll(bytes));
    },
  );

  it.each(['{"error":0,"choices":[]}', '{"choices":[],"error":0}'])(
    'do not match a template if they report an error: %s',
    (frame) => {
      const frames = ['0', '-0', '0.0', '0e1', '5'].map((error) => `data: ${frame.replace('0', error)}\n\n`);
      const bytes = encoder.encode(frames.join(''));

      expect(parseAll(bytes).at(-1)).toBeInstanceOf(Error);
      assertSame(decodeAll(bytes, []), parseAll(bytes));
    },
  );

  it.each([
    [
      'a line without a field name',
      'data: {"n":%,\ndata: "choices":[]}\n\n',
      'data: {"n":9,\n"choices":[]}\n\n',
    ],
    ['an empty line first', 'data: \ndata: {"n":%,"choices":[]}\n\n', 'data: \n{"n":9,"choices":[]}\n\n'],
    [
      'a blank line inside',
      'data: {"n":%,\ndata:\ndata: "choices":[]}\n\n',
      'data: {"n":9,\n\n"choices":[]}\n\n',
    ],
  ])('do not match a template of frames of several lines: %s', (_, frame, odd) => {
    const frames = ['1', '2', '3', '4'].map((n) => frame.replace('%', n));
    const bytes = encoder.encode([...frames, odd].join(''));

    assertSame(decodeAll(bytes, []), parseAll(bytes));
  });

  it.each([40, 400, 511])('may have %d levels', (depth) => {
    const deep = '['.repeat(depth) + ']'.repeat(depth);
    const frames = ['1', '2', '3', '4'].map((n) => `data: {"choices":[],"n":${n},"a":${deep}}\n\n`);

    expect(
      decodeAll(encoder.encode(frames.join('')), []).map((result) => (result as { n?: number }).n),
    ).toEqual([1, 2, 3, 4]);
  });

  it('are recognized again after frames that match no template', () => {
    const odd = Array.from({ length: 40 }, (_, number) => `data: {"key${number}":1,"choices":[]}\n\n`);
    const alike = Array.from(
      { length: 600 },
      (_, number) => `data: {"id":"word ${number}","choices":[]}\n\n`,
    );
    const recognize = jest.spyOn(StreamTemplates.prototype, 'recognize');

    const reads = Array.from({ length: 10 }, (_, number) => number * 2500);
    decodeAll(encoder.encode([...odd, ...alike].join('')), reads);

    expect(recognize.mock.results.filter(({ value }) => value !== undefined).length).toBeGreaterThan(100);
    recognize.mockRestore();
  });

  it('are recognized after a pause, once a template has been made', () => {
    const templates = new StreamTemplates(new SharedTemplates());
    const frames = (count: number, form: (number: number) => string): void => {
      for (let number = 0; number < count; number += 1) {
        const data = form(number);
        if (templates.shouldLearn()) templates.learn(data, JSON.parse(data) as ChatCompletionChunk);
      }
    };
    frames(9, (number) => `{"key${number}":1,"choices":[]}`);
    frames(30, (number) => `{"id":${number},"choices":[]}`);
    const known = 'data: {"id":7,"choices":[]}\n\n';

    expect(templates.recognize(new ByteText(encoder.encode(known)), 0)).toBeDefined();
    expect(templates.shouldLearn()).toBe(true);
  });

  it('are all frames of the same form except the first', () => {
    const data = (content: string): string => `data: ${shapes[0]?.([content, null]) ?? ''}\n\n`;
    const templates = new StreamTemplates(new SharedTemplates());
    const known = Array.from({ length: 50 }, (_, number) => {
      const frame = data(`word ${number}`);
      if (templates.recognize(new ByteText(encoder.encode(frame)), 0)) return true;
      expect(templates.shouldLearn()).toBe(true);
      templates.learn(frame.slice(6, -2), JSON.parse(frame.slice(6)) as ChatCompletionChunk);
      return false;
    });

    expect(known.filter((isRecognized) => !isRecognized)).toHaveLength(1);
  });
});

/** Changes every field of a value in place. */
function changeAll(part: unknown): void {
  if (typeof part !== 'object' || part === null) return;
  for (const [key, inner] of Object.entries(part)) {
    changeAll(inner);
    (part as Record<string, unknown>)[key] = 'changed';
  }
}
