import fc from 'fast-check';
import { compactData, expandData, toBase, unwrapData, wrapData } from '../../src/redis/compact-data.js';
import type { RunClaim } from '../../src/durable/run-store.js';
import { EntryCodec } from '../../src/redis/entry-codec.js';
import { anyCodePoint } from '../support/any-code-point.js';
import { cases } from '../support/cases.js';

const chunk = (content: string, id = 'chatcmpl-1'): object => ({
  id,
  object: 'chat.completion.chunk',
  created: 1_795_000_000,
  model: 'venice-uncensored',
  choices: [{ index: 0, delta: { content }, logprobs: null, finish_reason: null }],
});

/** Contents that are similar to each other, or to the JSON around them. */
const similarText = fc.constantFrom(
  '',
  '😀',
  '😁',
  '"',
  '\\',
  '},{',
  ',{"id":"chatcmpl-1","object"',
  '\u0001',
);
const anyText = fc.oneof(similarText, fc.string({ unit: anyCodePoint, maxLength: 20 }));
const anyChunk = fc
  .tuple(
    anyText,
    fc.constantFrom('chatcmpl-1', 'chatcmpl-1', 'chatcmpl-12', '😀'.repeat(20), '-😀'.repeat(20)),
  )
  .map(([content, id]) => chunk(content, id));
const anyValue = fc.oneof({ weight: 5, arbitrary: anyChunk }, fc.jsonValue(), fc.record({ id: anyText }));
const anyValues = fc.array(anyValue, { maxLength: 4 });
const anyData = fc.tuple(anyChunk, anyValues).map(([first, rest]) => JSON.stringify([first, ...rest]));
const anyBase = fc.tuple(anyValues, anyChunk).map(([rest, last]) => JSON.stringify([...rest, last]));

/** Converts a string to UTF-8 and back, as on the way to Redis: half a surrogate pair is lost. */
const overTheWire = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');

it('expandData reverses compactData for any values, also after a conversion to UTF-8 and back', () => {
  let count = 0;
  fc.assert(
    fc.property(anyBase, anyData, (first, data) => {
      const base = toBase('1-1', overTheWire(first));
      const compact = base && compactData(base, data);
      if (!base || compact === undefined) return;
      count += 1;
      expect(expandData(base, overTheWire(compact))).toBe(data);
    }),
    cases,
  );
  expect(count).toBeGreaterThan(0);
});

it.each([
  ['first', '\u{1F600}', '\u{1F601}'],
  ['second', '\u{1F600}', '\u{1FA00}'],
])(
  'compactData does not split a character that shares only its %s surrogate with the base',
  (_, one, other) => {
    const base = toBase('1-1', JSON.stringify([chunk(one)]))!;
    const data = JSON.stringify([chunk(other)]);

    expect(expandData(base, overTheWire(compactData(base, data)!))).toBe(data);
  },
);

it('EntryCodec encodes a repeated entry to the same string, since the first write may have had no effect', () => {
  const entries = new EntryCodec({ encode: (text) => text, decode: (text) => text });
  const claim: RunClaim = { id: 'run', subject: '', epoch: 1, owner: 'owner' };
  const write = (seq: number): string => entries.encodeValues(claim, seq, JSON.stringify([chunk(`${seq}`)]));
  const first = write(1);

  expect(first).toBe(JSON.stringify([chunk('1')]));
  expect(write(1)).toBe(first);
  expect(write(2).length).toBeLessThan(first.length / 5);
});

it('EntryCodec does not decode a compact entry with an entry of an earlier run that had the same id', () => {
  const entries = new EntryCodec({ encode: (text) => text, decode: (text) => text });
  const claim: RunClaim = { id: 'run', subject: '', epoch: 1, owner: 'owner' };
  const before = toBase('1-1', JSON.stringify([chunk('of the earlier run', 'chatcmpl-0')]))!;
  const first = JSON.stringify([chunk('1')]);
  entries.encodeValues(claim, 1, first);
  const second = JSON.stringify([chunk('2')]);
  const data = entries.encodeValues(claim, 2, second);
  const entry = { offset: '1-2', type: 'values', data } as const;

  expect(entries.decode(entry, claim, before)).toBeUndefined();
  expect(entries.decode(entry, claim, toBase('1-1', first))?.data).toBe(second);
});

it('compactData reduces chunks to less than a tenth of their size', () => {
  const base = toBase('1-1', JSON.stringify([chunk('a first one')]))!;
  const data = JSON.stringify([chunk('another'), chunk('third'), chunk('last')]);

  expect(compactData(base, data)!.length).toBeLessThan(data.length / 10);
});

it('compactData compacts a chunk with another field than the base, such as reasoning_content', () => {
  const base = toBase('1-1', JSON.stringify([chunk('Hello')]))!;
  const data = JSON.stringify([chunk('Hello')]).replace('"content"', '"reasoning_content"');

  expect(expandData(base, compactData(base, data)!)).toBe(data);
});

it('compactData returns undefined for values that begin differently from the base', () => {
  const base = toBase('1-1', JSON.stringify([chunk('Hello')]))!;

  expect(compactData(base, JSON.stringify([{ type: 'step', messages: [] }]))).toBeUndefined();
  expect(compactData(base, '{}')).toBeUndefined();
});

it('toBase returns undefined for entries that are short, larger than 4,096 characters, or not an array', () => {
  expect(toBase('1-1', '["short"]')).toBeUndefined();
  expect(toBase('1-1', JSON.stringify(['x'.repeat(5000)]))).toBeUndefined();
  expect(toBase('1-1', JSON.stringify(chunk('not an array')))).toBeUndefined();
});

it('unwrapData distinguishes compact data from other data, whatever a codec returns', () => {
  const content = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string().map((text) => `\u0001${text}`),
    fc.constantFrom('\u00015 1-1\u0001', '\u0001\u0001'),
  );
  fc.assert(
    fc.property(content, fc.constantFrom('1-1', '12-345', undefined), (text, base) => {
      const stored = base === undefined ? { content: text } : { content: text, base };
      expect(unwrapData(wrapData(stored, 5))).toEqual(stored);
    }),
    cases,
  );
});
