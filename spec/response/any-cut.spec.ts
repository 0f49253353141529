import * as fc from 'fast-check';
import { TruncatedStreamError } from 'venice-rx';
import { chunk, finish, usage } from 'venice-rx/testing';
import { answer, head, readAll } from './answers.js';
import { caseCount, cases, seed } from '../support/cases.js';

/** A piece of the answer's text, also with characters of several bytes. */
const text = fc.string({
  unit: fc.constantFrom('a', ' ', '"', '\\', '\n', '\r', 'ü', '–', '🦔', '\ufeff'),
  maxLength: 8,
});

/** The ways in which a server can write its frames. */
const writings = fc.record({
  lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
  colon: fc.constantFrom('data:', 'data: '),
  byteOrderMark: fc.constantFrom('', '\ufeff'),
  isOnTwoLines: fc.boolean(),
  between: fc.constantFrom('', ': ping\n', ': ping\n\n', ':\n\n\n', 'data\n\n', 'data:\n\n', 'retry: 10\n'),
  texts: fc.array(text, { minLength: 1, maxLength: 4 }),
});

interface Writing {
  readonly lineEnd: string;
  readonly colon: string;
  readonly byteOrderMark: string;
  /** Whether the JSON of a chunk is split into two `data:` lines. */
  readonly isOnTwoLines: boolean;
  readonly between: string;
  readonly texts: readonly string[];
}

const encoder = new TextEncoder();

/** Returns the chunks of an answer: one for each text, the finish and the usage. */
function toChunks({ texts }: Writing): object[] {
  return [...texts.map((content) => chunk(content)), finish(), usage()];
}

/** Returns the whole stream, and its prefixes up to the end of the data of each event. */
function getTexts(writing: Writing): { readonly prefixes: readonly string[]; readonly whole: string } {
  const { lineEnd, colon, byteOrderMark, isOnTwoLines, between } = writing;
  const prefixes: string[] = [];
  let whole = byteOrderMark;
  for (const event of [...toChunks(writing).map((chunk) => JSON.stringify(chunk)), '[DONE]']) {
    const lines = isOnTwoLines ? event.replace(',', `,${lineEnd}${colon}`) : event;
    whole += between.replaceAll('\n', lineEnd) + colon + lines;
    prefixes.push(whole);
    whole += lineEnd + lineEnd;
  }
  return { prefixes, whole };
}

/** Where to split the stream: at these positions, which may repeat, or between all bytes. */
type Positions = readonly number[] | 'everywhere';

const positions: fc.Arbitrary<Positions> = fc.oneof(
  { weight: 9, arbitrary: fc.array(fc.nat(), { maxLength: 12 }) },
  { weight: 1, arbitrary: fc.constant('everywhere' as const) },
);

function cut(bytes: Uint8Array, positions: Positions): Uint8Array[] {
  if (positions === 'everywhere') return Array.from(bytes, (byte) => Uint8Array.of(byte));
  const ends = [...positions.map((position) => position % (bytes.length + 1)), bytes.length].sort(
    (a, b) => a - b,
  );
  return ends.map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end));
}

afterAll(() => process.stdout.write(`any cut: 3 x ${caseCount} cases, SEED=${seed}\n`));

describe('the bytes of one answer', () => {
  it('give the same chunks for all splits, line ends and ways of writing frames', () => {
    fc.assert(
      fc.property(writings, positions, (writing, cuts) => {
        const reading = readAll(answer(head(), cut(encoder.encode(getTexts(writing).whole), cuts)));
        expect(reading).toEqual({ chunks: toChunks(writing), isComplete: true, error: undefined });
      }),
      cases,
    );
  });

  it('are complete if they end after the finish reason, and truncated if they end before it', () => {
    fc.assert(
      fc.property(writings, fc.nat(), positions, (writing, end, cuts) => {
        const { prefixes, whole } = getTexts(writing);
        const bytes = encoder.encode(whole);
        const length = end % bytes.length;
        const received = prefixes.filter((part) => Buffer.byteLength(part) <= length).length;
        const chunks = toChunks(writing).slice(0, received);
        const reading = readAll(answer(head(), cut(bytes.subarray(0, length), cuts)));
        expect(reading.chunks).toEqual(chunks);
        const isAfterFinish = received > writing.texts.length;
        const isBetween = prefixes.some((part) => {
          const after = length - Buffer.byteLength(part);
          return after >= 0 && after <= 2 * writing.lineEnd.length;
        });
        // A frame that is cut after the finish reason may be that of the usage: then the answer is truncated.
        if (isBetween || !isAfterFinish) expect(reading.isComplete).toBe(isAfterFinish);
        expect(reading.error instanceof TruncatedStreamError).toBe(!reading.isComplete);
      }),
      cases,
    );
  });

  it('are truncated if they break off before [DONE]', () => {
    fc.assert(
      fc.property(writings, fc.nat(), positions, (writing, end, cuts) => {
        const bytes = encoder.encode(getTexts(writing).whole);
        // Without the last byte, which may be the LF of a CRLF: its CR has already ended the event.
        const length = end % (bytes.length - 1);
        const cause = new Error('reset');
        const reads = cut(bytes.subarray(0, length), cuts);
        const reading = readAll(answer(head(), reads, cause));
        expect(reading.isComplete).toBe(false);
        expect(reading.error).toMatchObject({ name: 'TruncatedStreamError', cause });
      }),
      cases,
    );
  });
});
