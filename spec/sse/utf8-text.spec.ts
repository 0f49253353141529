import fc from 'fast-check';
import { Utf8Text } from '../../src/sse/utf8-text';
import { caseCount, cases, seed } from '../support/cases.js';
import { anyCodePoint } from '../support/any-code-point.js';

console.log(`UTF-8 in pieces: 2 x ${caseCount} cases, SEED=${seed}`);

/** The first and last bytes of the ranges that the decoder distinguishes. */
const boundary = [0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf].concat([
  0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff, 0xbb, 0xbf, 0xbd,
]);
const hostile = fc
  .array(fc.constantFrom(...boundary), { maxLength: 40 })
  .map((list) => Uint8Array.from(list));
const text = fc.string({ unit: anyCodePoint, maxLength: 40 }).map((value) => new TextEncoder().encode(value));
const withMark = fc
  .tuple(fc.boolean(), text)
  .map(([isMarked, bytes]) => Uint8Array.from([...(isMarked ? [0xef, 0xbb, 0xbf] : []), ...bytes]));
const cuts = fc.array(fc.nat(40), { maxLength: 6 });

it('decodes any bytes like a streaming TextDecoder, for any reads', () => {
  fc.assert(
    fc.property(hostile, cuts, (bytes, at) => {
      expect(inPieces(bytes, at)).toEqual(byTextDecoder(bytes, at));
    }),
    cases,
  );
});

it('decodes any text like a streaming TextDecoder, with a byte order mark or without', () => {
  fc.assert(
    fc.property(withMark, cuts, (bytes, at) => {
      expect(inPieces(bytes, at)).toEqual(byTextDecoder(bytes, at));
    }),
    cases,
  );
});

it('removes only the first of two byte order marks', () => {
  const mark = Uint8Array.of(0xef, 0xbb, 0xbf);

  const reader = new Utf8Text();

  expect([reader.push(mark), reader.push(mark)]).toEqual(['', '\uFEFF']);
});

it('copies the bytes of an incomplete character, since the caller may reuse the buffer', () => {
  const bytes = Buffer.from('aé');
  const reader = new Utf8Text();
  const first = reader.push(bytes.subarray(0, 2));
  const rest = Uint8Array.of(0xa9);
  bytes.fill(0x41);

  expect(first + reader.push(rest)).toBe('aé');
});

function inPieces(bytes: Uint8Array, cutsAt: readonly number[]): readonly string[] {
  const reader = new Utf8Text();
  return [...pieces(bytes, cutsAt).map((piece) => reader.push(piece)), reader.end()];
}

function byTextDecoder(bytes: Uint8Array, cutsAt: readonly number[]): readonly string[] {
  const decoder = new TextDecoder();
  return [...pieces(bytes, cutsAt).map((piece) => decoder.decode(piece, { stream: true })), decoder.decode()];
}

function pieces(bytes: Uint8Array, cutsAt: readonly number[]): readonly Uint8Array[] {
  const bounds = [0, ...cutsAt.map((at) => Math.min(at, bytes.length)), bytes.length].sort((a, b) => a - b);
  return bounds.slice(1).map((end, number) => bytes.subarray(bounds[number], end));
}
