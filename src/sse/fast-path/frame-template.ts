import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import { own } from '../byte-text.js';
import { type ObjectTemplate, instantiate, createTemplate } from './object-template.js';
import type { FrameSample } from './frame-sample.js';
import type { FrameText } from '../frame-text.js';
import type { JsonLeaf } from './json-leaves.js';
import { endOfNumber, endOfText, numberAt, textAt } from './json-scan.js';

/** The prefix of the data; other equivalent forms are left to the standard parser. */
const beforeData = 'data: ';
const afterData = '\n\n';

/** Formats the frame of these data like most servers. */
export function framed(data: string): FrameText {
  const text = beforeData + data + afterData;
  return { text, isPlain: true, decode: (start, end) => text.slice(start, end) };
}

/**
 * The common part of the frames of one stream: nearly all of their bytes. A frame that differs from it only in the values of
 * known slots is read by comparing the rest and copying the chunk, which costs a fraction of `JSON.parse` and has the same
 * result. Every other frame is left to the parser.
 */
export class FrameTemplate {
  /** Position after the last frame that was read. */
  end = 0;
  /** Indices of the leaves with values that change. */
  readonly places: ReadonlySet<number>;
  /** The constant parts before, between and after them. */
  readonly #segments: readonly string[];
  readonly #isText: readonly boolean[];
  readonly #objectTemplate: ObjectTemplate;
  readonly #values: unknown[];

  private constructor(
    data: string,
    chunk: ChatCompletionChunk,
    slots: readonly JsonLeaf[],
    places: ReadonlySet<number>,
  ) {
    const inText = (at: number): number => beforeData.length + at;
    const bounds = [0, ...slots.flatMap(({ start, end }) => [inText(start), inText(end)]), undefined];
    this.places = places;
    const { text } = framed(data);
    this.#segments = Array.from({ length: slots.length + 1 }, (_, number) =>
      own(text.slice(bounds[2 * number], bounds[2 * number + 1])),
    );
    this.#isText = slots.map(({ isText }) => isText);
    this.#values = slots.map(() => undefined);
    this.#objectTemplate = createTemplate(
      chunk,
      slots.map(({ path }) => path),
    );
  }

  /**
   * Creates the template of two frames that differ only in values, with `chunk` as the parsed form of the second; undefined if
   * they differ in more.
   */
  static of(
    before: FrameSample,
    now: FrameSample,
    chunk: ChatCompletionChunk,
    known: Iterable<number> = [],
  ): FrameTemplate | undefined {
    const leaves = now.isLike(before) ? now.leaves : undefined;
    if (leaves === undefined) return undefined;
    const places = new Set(known);
    leaves.forEach((leaf, number) => {
      const other = before.leaves?.[number] ?? leaf;
      if (now.data.slice(leaf.start, leaf.end) !== before.data.slice(other.start, other.end))
        places.add(number);
    });
    const slots = leaves.filter((_, number) => places.has(number));
    // The reader of the frame adds a missing `object`, and changes a `cost` of another type.
    const isRead = slots.every(({ path }) => path[0] !== 'object' && path[0] !== 'cost');
    return isRead ? new FrameTemplate(now.data, chunk, slots, places) : undefined;
  }

  /**
   * Reads the chunk of the frame that starts at `from`, with its `data:` and its blank line; undefined if the frame does not
   * match the template. Sets `end` to the position after it.
   */
  read(source: FrameText, from: number): ChatCompletionChunk | undefined {
    const segments = this.#segments;
    const isText = this.#isText;
    const values = this.#values;
    const { text } = source;
    let at = from;
    for (let slot = 0; slot < isText.length; slot += 1) {
      const segment = segments[slot] as string;
      const start = at + segment.length;
      if (text.slice(at, start) !== segment) return undefined;
      at = isText[slot] === true ? endOfText(text, start) : endOfNumber(text, start);
      if (at < 0) return undefined;
      const value = isText[slot] === true ? textAt(source, start, at) : numberAt(text, start, at);
      if (value === undefined) return undefined;
      values[slot] = value;
    }
    const last = segments[isText.length] as string;
    if (text.slice(at, at + last.length) !== last) return undefined;
    this.end = at + last.length;
    return instantiate(this.#objectTemplate, values) as ChatCompletionChunk;
  }
}
