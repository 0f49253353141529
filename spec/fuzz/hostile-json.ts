import * as fc from 'fast-check';
import { anyCodePoint } from '../support/any-code-point.js';

/** Keys with a meaning in JavaScript, keys of the HTTP API, and random keys. */
export const hostileKey: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'toJSON', 'then', 'length'),
  fc.constantFrom('id', 'index', 'type', 'error', 'message', 'content', 'choices', 'delta', 'function', ''),
  fc.string({ unit: anyCodePoint, maxLength: 4 }),
);

/** Strings that are invalid, or that parsers may misread. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('', ' ', '\ud83d', '\ude00\ud83d', '\u0000', '\r\n', '\n\n', 'data: [DONE]', '"', '\\'),
  fc.constantFrom(
    '{}',
    '[]',
    'null',
    '{"a":1}',
    '{"__proto__":{"polluted":1}}',
    '<think>',
    '</think>',
    '```json\n{',
  ),
  fc.constantFrom(
    'call_1',
    'stop',
    'length',
    'tool_calls',
    'error',
    'assistant',
    'function',
    'NaN',
    '\ufeff',
  ),
  fc.string({ unit: anyCodePoint, maxLength: 8 }),
);

/** Numbers that are too large, too small, or unexpected for their field. */
export const hostileNumber: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(
    0,
    -0,
    1,
    -1,
    0.5,
    1e21,
    1e308,
    -1e308,
    5e-324,
    2 ** 31,
    2 ** 32 - 1,
    2 ** 53,
    400,
    429,
    503,
  ),
  fc.integer({ min: -3, max: 3 }),
);

/** JSON of any kind, in which `__proto__` is a key like any other. */
export const hostileValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, false),
    hostileNumber,
    hostileText,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(hostileKey, tie('value')), { maxLength: 4 }).map(toObject),
  ),
})).value;

/** An object with these own properties, including one named `__proto__`. */
function toObject(entries: readonly (readonly [string, unknown])[]): object {
  return Object.fromEntries(entries);
}

/** An object each of whose fields has a value of `fields`, has any value, or is missing; sometimes with further fields, or another value. */
export function hostileRecord(
  fields: Readonly<Record<string, fc.Arbitrary<unknown>>>,
): fc.Arbitrary<unknown> {
  const record = fc.record(
    Object.fromEntries(
      Object.entries(fields).map(([name, good]) => [
        name,
        fc.oneof({ weight: 8, arbitrary: good }, { weight: 1, arbitrary: hostileValue }),
      ]),
    ),
    { requiredKeys: [] },
  );
  const more = fc.array(fc.tuple(hostileKey, hostileValue), { maxLength: 2 });
  return fc.oneof(
    { weight: 6, arbitrary: record },
    {
      weight: 2,
      arbitrary: fc
        .tuple(record, more)
        .map(([fine, others]) => toObject([...Object.entries(fine), ...others])),
    },
    { weight: 1, arbitrary: hostileValue },
  );
}

/** The text of nested objects or arrays, closed or not. */
export const deepText: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('[', '{"a":', '[{"__proto__":'),
    fc.constantFrom(3, 511, 512, 513, 5000, 40_000),
    fc.boolean(),
  )
  .map(([open, depth, isClosed]) => {
    const close = Array.from(open)
      .reverse()
      .map((sign) => ({ '[': ']', '{': '}' })[sign] ?? '')
      .join('');
    return open.repeat(depth) + (isClosed ? `1${close.repeat(depth)}` : '');
  });

/** A text with up to three edits, which delete and insert characters. */
export function withRandomEdits(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const edits = fc.array(
    fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.constantFrom(0, 0, 1, 2, 9),
      added: fc.oneof(
        hostileText,
        fc.constantFrom('{', '}', '[', ']', ',', ':', '\\u00', '\\x', '1e999', '-', '01', '\r', '\n', '\t'),
        fc.constantFrom(
          'data:',
          'event: error\n',
          ':\n',
          'retry: 1e9\n',
          '"error":1,',
          '"__proto__":{"polluted":true},',
        ),
      ),
    }),
    { maxLength: 3 },
  );
  return fc.tuple(text, edits).map(([whole, all]) =>
    all.reduce((now, { at, length, added }) => {
      const start = Math.floor(at * now.length);
      return now.slice(0, start) + added + now.slice(start + length);
    }, whole),
  );
}
