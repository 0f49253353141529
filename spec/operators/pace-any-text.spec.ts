import * as fc from 'fast-check';
import { type TimedText, joinTexts, runPace } from './run-pace.js';
import { caseCount, cases, seed } from '../support/cases.js';
import { anyCodePoint } from '../support/any-code-point.js';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const wordCuts = new Intl.Segmenter(undefined, { granularity: 'word' });

const piece = fc.oneof(
  fc.constantFrom(
    ' ',
    'a',
    'word',
    "can't",
    '3.14',
    '\r\n',
    '. ',
    ', ',
    '-',
    '\u0301',
    '\u200d',
    '\ufe0f',
    '🏽',
  ),
  fc.constantFrom(
    '👑',
    '👩‍👩‍👧',
    '🏳️‍🌈',
    '🇩🇪',
    '🇪🇺🇳🇴',
    'é',
    'e\u0301\u0323',
    '각',
    'ᄀ',
    'ᅡ',
    'क्षि',
    '؀',
    '日本語',
    'สวัสดี',
  ),
  fc.string({ unit: 'grapheme', maxLength: 5 }),
  fc.string({ unit: anyCodePoint, maxLength: 3 }),
);

/** Text divided at any position, also within surrogate pairs, with a pause after each delta. */
const deltas = fc
  .record({
    text: fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join('')),
    cuts: fc.array(fc.record({ length: fc.integer({ min: 1, max: 12 }), wait: fc.nat(300) }), {
      minLength: 1,
    }),
  })
  .map(({ text, cuts }) => {
    const result: TimedText[] = [];
    let at = 0;
    for (let start = 0, count = 0; start < text.length; count += 1) {
      const { length, wait } = cuts[count % cuts.length]!;
      result.push({ at, text: text.slice(start, start + length) });
      start += length;
      at += wait;
    }
    return result;
  });

const textUnit = fc.constantFrom('word' as const, 'grapheme' as const);
/** Scripts whose words are found with a dictionary, so that more context may change the boundaries. */
const withoutSpaces = /\p{sc=Han}|\p{sc=Hira}|\p{sc=Kana}|\p{sc=Thai}|\p{sc=Laoo}|\p{sc=Khmr}|\p{sc=Mymr}/u;

/** Returns the positions in the whole text at which the texts end. */
function getEnds(texts: readonly TimedText[]): readonly number[] {
  let end = 0;
  return texts.map(({ text }) => (end += text.length));
}

function boundaries(segmenter: Intl.Segmenter, text: string): ReadonlySet<number> {
  return new Set([...segmenter.segment(text)].map(({ index }) => index)).add(text.length);
}

/** Returns the time of the text that contains the character before this position. */
function getTime(position: number, texts: readonly TimedText[]): number {
  const ends = getEnds(texts);
  return texts[ends.findIndex((end) => end >= position)]!.at;
}

describe('pace, for any deltas at any times', () => {
  it('emits all text once, in order, and divides no character', () => {
    fc.assert(
      fc.property(deltas, textUnit, (inputs, unit) => {
        const outputs = runPace(inputs, { by: unit });
        const whole = joinTexts(inputs);

        expect(joinTexts(outputs)).toBe(whole);
        const allowed = boundaries(graphemes, whole);
        expect(getEnds(outputs).filter((end) => !allowed.has(end))).toEqual([]);
      }),
      cases,
    );
  });

  it('divides no word if maxLag is long and the script has spaces', () => {
    fc.assert(
      fc.property(deltas, (inputs) => {
        const whole = joinTexts(inputs);
        fc.pre(!withoutSpaces.test(whole));
        const outputs = runPace(inputs, { by: 'word', maxLag: 1e6 });

        const allowed = boundaries(wordCuts, whole);
        expect(getEnds(outputs).filter((end) => !allowed.has(end))).toEqual([]);
      }),
      cases,
    );
  });

  it('holds no character for longer than maxLag', () => {
    fc.assert(
      fc.property(deltas, textUnit, fc.constantFrom(100, 400, 1000), (inputs, unit, maxLag) => {
        const whole = joinTexts(inputs);
        // Half a surrogate pair, and a joiner without the next emoji, wait for longer.
        fc.pre(inputs.every(({ text }) => !/[\ud800-\udbff\u200d]$/.test(text)));
        const outputs = runPace(inputs, { by: unit, maxLag });
        const characters = boundaries(graphemes, whole);
        // A pause in the middle of a flag splits the flag; then the regional indicators after it combine to other flags.
        const isSplit = getEnds(outputs).some((end) => !characters.has(end));
        fc.pre(!isSplit || !/\p{RI}/u.test(whole));
        const lags = [...characters]
          .filter((end) => end > 0)
          .map((end) => getTime(end, outputs) - getTime(end, inputs));

        expect(Math.max(0, ...lags)).toBeLessThanOrEqual(maxLag);
      }),
      cases,
    );
  });
});

afterAll(() => process.stdout.write(`pace: 3 x ${caseCount} cases, SEED=${seed}\n`));
