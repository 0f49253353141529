/** Unit of text: a word with the white space before it, or a grapheme (a user-perceived character). */
export type TextUnit = 'word' | 'grapheme';

/** Text that was split: complete units, and a `tail` whose boundaries later text may change. Joined, they are the whole text. */
export interface SplitText {
  readonly units: readonly string[];
  readonly tail: string;
}

/** Splits text that arrives in pieces. A boundary of a unit must stay a boundary when more text arrives. */
export interface TextSplitter {
  split(text: string): SplitText;
  /** Returns the start of the last grapheme, which later text may extend. */
  lastGrapheme(text: string): number;
}

/** Splits by the rules of Unicode (UAX #29) if the runtime has `Intl.Segmenter`, otherwise before white space. */
export function textSplitter(by: TextUnit, locale?: string): TextSplitter {
  if (typeof (Intl as Partial<typeof Intl>).Segmenter !== 'function') return spaceSplitter;
  const graphemes = new Intl.Segmenter(locale, { granularity: 'grapheme' });
  const lastGrapheme = (text: string): number => {
    const end = wholeLength(text);
    return end === 0 ? 0 : (graphemes.segment(text.slice(0, end)).containing(end - 1)?.index ?? 0);
  };
  if (by === 'grapheme')
    return { split: (text) => cutAt(text, graphemeStarts(graphemes, text)), lastGrapheme };
  const words = new Intl.Segmenter(locale, { granularity: 'word' });
  return { split: (text) => cutAt(text, wordEnds(words, graphemes, text)), lastGrapheme };
}

/** Whether the text certainly ends in an unfinished grapheme: in half a surrogate pair or a zero-width joiner. */
export function isUnfinished(text: string): boolean {
  return text.endsWith('\u200d') || wholeLength(text) < text.length;
}

const spaceSplitter: TextSplitter = {
  split: (text) =>
    cutAt(
      text,
      [...text.matchAll(/\S\s/g)].map(({ index }) => index + 1),
    ),
  // The last code point: too few runtimes lack `Intl.Segmenter` to justify a copy of its rules.
  lastGrapheme: (text) => wholeLength(text.slice(0, -1)),
};

/** Length of the text without half a surrogate pair at its end: whether a boundary precedes the half depends on the other half. */
function wholeLength(text: string): number {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? text.length - 1 : text.length;
}

function graphemeStarts(graphemes: Intl.Segmenter, text: string): readonly number[] {
  const starts: number[] = [];
  for (const { index } of graphemes.segment(text.slice(0, wholeLength(text))))
    if (index > 0) starts.push(index);
  return starts;
}

/**
 * Returns the ends of words and of the punctuation between them; white space belongs to the next unit. A single mark at the
 * end of the text may turn out to be inside a word (`can't`, `3.14`), so it is not a boundary yet.
 */
function wordEnds(words: Intl.Segmenter, graphemes: Intl.Segmenter, text: string): readonly number[] {
  const whole = text.slice(0, wholeLength(text));
  const clusters = graphemes.segment(whole);
  const ends: number[] = [];
  let isAfterSpace = true;
  let isMark = false;
  let last = 0;
  for (const { index, segment, isWordLike } of words.segment(whole)) {
    if (!isAfterSpace && clusters.containing(index)?.index === index) ends.push(index);
    isAfterSpace = segment.trim() === '';
    isMark = isWordLike !== true && !isAfterSpace;
    last = index;
  }
  if (isMark && ends.at(-1) === last) ends.pop();
  return ends;
}

function cutAt(text: string, ends: readonly number[]): SplitText {
  let start = 0;
  const units = ends.map((end) => {
    const unit = text.slice(start, end);
    start = end;
    return unit;
  });
  return { units, tail: text.slice(start) };
}
