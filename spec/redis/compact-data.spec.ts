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

/** Chunks that are alike, also in their contents, and other values. */
const alike = fc.constantFrom('', '😀', '😁', '"', '\\', '},{', ',{"id":"chatcmpl-1","object"', '\u0001');
const anyText = fc.oneof(alike, fc.string({ unit: anyCodePoint, maxLength: 20 }));
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

/** What is left of a string on its way through UTF-8. */
const overTheWire = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');

it('gives back any values, over UTF-8', () => {
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
  ['the first halves', '\u{1F600}', '\u{1F601}'],
  ['the last halves', '\u{1F600}', '\u{1FA00}'],
])('keeps characters whole that share %s of their surrogates', (_, one, other) => {
  const base = toBase('1-1', JSON.stringify([chunk(one)]))!;
  const data = JSON.stringify([chunk(other)]);

  expect(expandData(base, overTheWire(compactData(base, data)!))).toBe(data);
});

it('writes a repeated entry in the same form, since the first call may have had no effect', () => {
  const entries = new EntryCodec({ encode: (text) => text, decode: (text) => text });
  const claim: RunClaim = { id: 'run', subject: '', epoch: 1, owner: 'owner' };
  const write = (seq: number): string => entries.encodeValues(claim, seq, JSON.stringify([chunk(`${seq}`)]));
  const first = write(1);

  expect(first).toBe(JSON.stringify([chunk('1')]));
  expect(write(1)).toBe(first);
  expect(write(2).length).toBeLessThan(first.length / 5);
});

it('is not read with the entry at the same offset of an earlier run with its id', () => {
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

it('keeps a chunk in a tenth of its size', () => {
  const base = toBase('1-1', JSON.stringify([chunk('a first one')]))!;
  const data = JSON.stringify([chunk('another'), chunk('third'), chunk('last')]);

  expect(compactData(base, data)!.length).toBeLessThan(data.length / 10);
});

it('keeps chunks with other fields in their choices, e.g. the reasoning of a model', () => {
  const base = toBase('1-1', JSON.stringify([chunk('Hello')]))!;
  const data = JSON.stringify([chunk('Hello')]).replace('"content"', '"reasoning_content"');

  expect(expandData(base, compactData(base, data)!)).toBe(data);
});

it('leaves values that are not alike as they are', () => {
  const base = toBase('1-1', JSON.stringify([chunk('Hello')]))!;

  expect(compactData(base, JSON.stringify([{ type: 'step', messages: [] }]))).toBeUndefined();
  expect(compactData(base, '{}')).toBeUndefined();
});

it('takes no base from entries that are short, large or not values', () => {
  expect(toBase('1-1', '["short"]')).toBeUndefined();
  expect(toBase('1-1', JSON.stringify(['x'.repeat(5000)]))).toBeUndefined();
  expect(toBase('1-1', JSON.stringify(chunk('not an array')))).toBeUndefined();
});

it('tells compact data from any other, whatever a codec returns', () => {
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
