import * as fc from 'fast-check';
import { TruncatedStreamError } from 'venice-rx';
import { chunk, finish, usage } from 'venice-rx/testing';
import { answer, head, readAll } from './answers.js';
import { caseCount, cases, seed } from '../support/cases.js';

/** A part of the answer's text; some of it is written with more than one byte. */
const text = fc.string({
  unit: fc.constantFrom('a', ' ', '"', '\\', '\n', '\r', 'ü', '–', '🦔', '\ufeff'),
  maxLength: 8,
});

/** How a server writes what it has to say. */
const writing = fc.record({
  lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
  colon: fc.constantFrom('data:', 'data: '),
  mark: fc.constantFrom('', '\ufeff'),
  isInLines: fc.boolean(),
  between: fc.constantFrom('', ': ping\n', ': ping\n\n', ':\n\n\n', 'data\n\n', 'data:\n\n', 'retry: 10\n'),
  texts: fc.array(text, { minLength: 1, maxLength: 4 }),
});

interface Writing {
  readonly lineEnd: string;
  readonly colon: string;
  readonly mark: string;
  /** Whether the JSON of a chunk stands on two lines. */
  readonly isInLines: boolean;
  readonly between: string;
  readonly texts: readonly string[];
}

const encoder = new TextEncoder();

/** The chunks that an answer with these texts has: the texts, the finish, the usage. */
function toChunks({ texts }: Writing): object[] {
  return [...texts.map((content) => chunk(content)), finish(), usage()];
}

/** The text of the answer up to the end of each event's data, and of the whole answer. */
function getTexts(given: Writing): { readonly upTo: readonly string[]; readonly whole: string } {
  const { lineEnd, colon, mark, isInLines, between } = given;
  const upTo: string[] = [];
  let whole = mark;
  for (const event of [...toChunks(given).map((chunk) => JSON.stringify(chunk)), '[DONE]']) {
    const lines = isInLines ? event.replace(',', `,${lineEnd}${colon}`) : event;
    whole += between.replaceAll('\n', lineEnd) + colon + lines;
    upTo.push(whole);
    whole += lineEnd + lineEnd;
  }
  return { upTo, whole };
}

/** Where to cut: at these places, two of which may be the same, or before every byte. */
type Places = readonly number[] | 'everywhere';

const places: fc.Arbitrary<Places> = fc.oneof(
  { weight: 9, arbitrary: fc.array(fc.nat(), { maxLength: 12 }) },
  { weight: 1, arbitrary: fc.constant('everywhere' as const) },
);

function cut(bytes: Uint8Array, given: Places): Uint8Array[] {
  if (given === 'everywhere') return Array.from(bytes, (byte) => Uint8Array.of(byte));
  const ends = [...given.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end));
}

afterAll(() => process.stdout.write(`any cut: 3 x ${caseCount} cases, SEED=${seed}\n`));

describe('the bytes of one answer', () => {
  it('give the same chunks wherever they are cut, and however lines end', () => {
    fc.assert(
      fc.property(writing, places, (given, cuts) => {
        const reading = readAll(answer(head(), cut(encoder.encode(getTexts(given).whole), cuts)));
        expect(reading).toEqual({ chunks: toChunks(given), isComplete: true, error: undefined });
      }),
      cases,
    );
  });

  it('are complete after the finish, and truncated wherever they end before it', () => {
    fc.assert(
      fc.property(writing, fc.nat(), places, (given, end, cuts) => {
        const { upTo, whole } = getTexts(given);
        const bytes = encoder.encode(whole);
        const length = end % bytes.length;
        const came = upTo.filter((part) => Buffer.byteLength(part) <= length).length;
        const chunks = toChunks(given).slice(0, came);
        const reading = readAll(answer(head(), cut(bytes.subarray(0, length), cuts)));
        expect(reading.chunks).toEqual(chunks);
        const isAfterFinish = came > given.texts.length;
        const isBetween = upTo.some((part) => {
          const after = length - Buffer.byteLength(part);
          return after >= 0 && after <= 2 * given.lineEnd.length;
        });
        // A frame that is cut in two behind the finish may have brought the usage.
        if (isBetween || !isAfterFinish) expect(reading.isComplete).toBe(isAfterFinish);
        expect(reading.error instanceof TruncatedStreamError).toBe(!reading.isComplete);
      }),
      cases,
    );
  });

  it('are truncated wherever they break off before [DONE]', () => {
    fc.assert(
      fc.property(writing, fc.nat(), places, (given, end, cuts) => {
        const bytes = encoder.encode(getTexts(given).whole);
        // The last byte may be the LF of a CRLF, whose CR has ended the event already.
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
