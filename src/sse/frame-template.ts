import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import { type Mould, fill, mouldOf } from './chunk-mould.js';
import type { FrameText } from './frame-text.js';
import { type JsonLeaf, leavesOf } from './json-leaves.js';
import { endOfNumber, endOfText, numberAt, textAt } from './json-scan.js';

/** A frame that was parsed, and where its values stand. */
export interface FrameSample {
  /** As they stand in the text of the stream. */
  readonly data: string;
  readonly chunk: ChatCompletionChunk;
  readonly leaves: readonly JsonLeaf[];
}

/** What stands around the data of a frame; other forms of the same are left to the parser of record. */
const beforeData = 'data: ';
const behindData = '\n\n';

/** The frame of these data as most servers write it. */
export function framed(data: string): FrameText {
  const text = beforeData + data + behindData;
  return { text, isPlain: true, decode: (start, end) => text.slice(start, end) };
}

/** A sample of a frame; undefined where only `JSON.parse` knows what it means. */
export function sampleOf(data: string, chunk: ChatCompletionChunk): FrameSample | undefined {
  const leaves = 'error' in chunk ? undefined : leavesOf(data);
  return leaves && { data: own(data), chunk, leaves };
}

/**
 * What the frames of one stream have in common: nearly all of their bytes. A frame that differs from it only in the values
 * of known places is read by comparing the rest and copying the chunk, which costs a fraction of `JSON.parse` and gives
 * the same. Every other frame is not read here.
 */
export class FrameTemplate {
  /** Position behind the frame that was read last. */
  end = 0;
  /** The leaves whose values change, by their number. */
  readonly places: ReadonlySet<number>;
  /** What stands before, between and behind them. */
  private readonly segments: readonly string[];
  private readonly isText: readonly boolean[];
  private readonly mould: Mould;
  private readonly values: unknown[];

  private constructor({ data, chunk, leaves }: FrameSample, places: ReadonlySet<number>) {
    const holes = leaves.filter((_, number) => places.has(number));
    const inText = (at: number): number => beforeData.length + at;
    const bounds = [0, ...holes.flatMap(({ start, end }) => [inText(start), inText(end)]), undefined];
    this.places = places;
    const { text } = framed(data);
    this.segments = Array.from({ length: holes.length + 1 }, (_, number) =>
      own(text.slice(bounds[2 * number], bounds[2 * number + 1])),
    );
    this.isText = holes.map(({ isText }) => isText);
    this.values = holes.map(() => undefined);
    this.mould = mouldOf(
      chunk,
      holes.map(({ path }) => path),
    );
  }

  /** The template of two frames that differ in values only; undefined where they differ in more. */
  static of(before: FrameSample, now: FrameSample, known: Iterable<number> = []): FrameTemplate | undefined {
    if (!haveOneForm(before, now)) return undefined;
    const places = new Set(known);
    now.leaves.forEach((leaf, number) => {
      const other = before.leaves[number] ?? leaf;
      if (now.data.slice(leaf.start, leaf.end) !== before.data.slice(other.start, other.end))
        places.add(number);
    });
    // An empty `object` is filled in by whoever reads the frame.
    const hasName = [...places].every((number) => now.leaves[number]?.path[0] !== 'object');
    return hasName ? new FrameTemplate(now, places) : undefined;
  }

  /**
   * The chunk of the frame that begins in the text at `from`, with its `data:` and its blank line; undefined where
   * the frame is not as the template says. Afterwards `end` is the position behind it.
   */
  read(source: FrameText, from: number): ChatCompletionChunk | undefined {
    const { segments, isText, values } = this;
    const { text } = source;
    let at = from;
    for (let hole = 0; hole < isText.length; hole += 1) {
      const segment = segments[hole] as string;
      const start = at + segment.length;
      if (text.slice(at, start) !== segment) return undefined;
      at = isText[hole] === true ? endOfText(text, start) : endOfNumber(text, start);
      if (at < 0) return undefined;
      const value = isText[hole] === true ? textAt(source, start, at) : numberAt(text, start, at);
      if (value === undefined) return undefined;
      values[hole] = value;
    }
    const last = segments[isText.length] as string;
    if (text.slice(at, at + last.length) !== last) return undefined;
    this.end = at + last.length;
    return fill(this.mould, values) as ChatCompletionChunk;
  }
}

/** Whether two frames are the same but for the values of their leaves. */
function haveOneForm(one: FrameSample, other: FrameSample): boolean {
  if (one.leaves.length !== other.leaves.length) return false;
  let [at, otherAt] = [0, 0];
  for (const [number, leaf] of one.leaves.entries()) {
    const same = other.leaves[number];
    if (same === undefined) return false;
    if (one.data.slice(at, leaf.start) !== other.data.slice(otherAt, same.start)) return false;
    [at, otherAt] = [leaf.end, same.end];
  }
  return one.data.slice(at) === other.data.slice(otherAt);
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * A copy of a part of a text. The part itself is a view, which keeps alive all that one read brought, and is slower to
 * compare with. What was decoded from UTF-8 has no half characters that this could spoil.
 */
function own(part: string): string {
  return decoder.decode(encoder.encode(part));
}
