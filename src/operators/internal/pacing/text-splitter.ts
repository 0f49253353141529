/** What text is cut into: words with the white space before them, or what a reader takes for one character. */
export type TextUnit = 'word' | 'grapheme';

/** Text that is cut. `tail` is its end that later text may still change; both together are the whole. */
export interface SplitText {
  readonly units: readonly string[];
  readonly tail: string;
}

/** Cuts text that comes in pieces. Nothing that is a boundary may vanish when more text comes. */
export interface TextSplitter {
  split(text: string): SplitText;
  /** Where the last grapheme begins, to which more may come. */
  lastGrapheme(text: string): number;
}

/** Cuts by the rules of Unicode (UAX #29) where the runtime has `Intl.Segmenter`, else before white space. */
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

/** Whether the last grapheme cannot be shown yet: half of a surrogate pair, or a joiner that waits for its partner. */
export function isUnfinished(text: string): boolean {
  return text.endsWith('\u200d') || wholeLength(text) < text.length;
}

const spaceSplitter: TextSplitter = {
  split: (text) =>
    cutAt(
      text,
      [...text.matchAll(/\S\s/g)].map(({ index }) => index + 1),
    ),
  // The last code point: runtimes that lack the rules are too few for a copy of them.
  lastGrapheme: (text) => wholeLength(text.slice(0, -1)),
};

/** How much of the text there is without half of a surrogate pair at its end, before which no rule is to be trusted. */
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
 * The ends of words and of what stands between them; white space goes with what follows. One mark at the end of the text
 * may yet turn out to lie inside of a word (`can't`, `3.14`), and so is no boundary.
 */
function wordEnds(words: Intl.Segmenter, graphemes: Intl.Segmenter, text: string): readonly number[] {
  const whole = text.slice(0, wholeLength(text));
  const clusters = graphemes.segment(whole);
  const ends: number[] = [];
  let isBehindSpace = true;
  let isMark = false;
  let last = 0;
  for (const { index, segment, isWordLike } of words.segment(whole)) {
    if (!isBehindSpace && clusters.containing(index)?.index === index) ends.push(index);
    isBehindSpace = segment.trim() === '';
    isMark = isWordLike !== true && !isBehindSpace;
    last = index;
  }
  if (isMark && ends.at(-1) === last) ends.pop();
  return ends;
}

function cutAt(text: string, ends: readonly number[]): SplitText {
  let start = 0;
  const units = ends.map((end) => text.slice(start, (start = end)));
  return { units, tail: text.slice(start) };
}
