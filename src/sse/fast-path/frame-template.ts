import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import { isSameJson } from '../../json/is-same-json.js';
import { asText, copyString } from '../byte-text.js';
import type { FrameText } from '../frame-text.js';
import { findLeaves } from './json-leaves.js';
import type { LeafValues } from './leaf-values.js';
import { type ObjectTemplate, createTemplate, instantiate, narrowTemplate } from './object-template.js';
import { type TemplateMatch, createMatch, isInstance } from './template-match.js';
import { areWireNames } from '../../reducer/wire-names.js';

/** The text before the JSON of a frame. Frames that are written in another way are left to the standard parser. */
const beforeData = 'data: ';
const afterData = '\n\n';

/**
 * Maximum size of a template that other answers may use: number of characters of its frame, and number of its slots. So the text of all
 * shared templates takes at most 4 MiB: there are up to 128 sources with 8 templates each.
 */
const maxShared = { length: 4096, slots: 128 };

/** Maximum number of slots of any template: comparing more of them costs more than it saves. */
const maxSlots = 512;

/** The only value of the field `object` in templates that other answers may use. */
const commonObject: string = 'chat.completion.chunk';

/** Returns a frame with these data, in the form in which most servers write it. The text has one character per byte, as `data` has. */
export function toFrameText(data: string): FrameText {
  const text = beforeData + data + afterData;
  return { text, isAscii: false, decode: (start, end) => asText(text.slice(start, end)) };
}

/**
 * A JSON template: the common part of frames with the same JSON structure. Its slots are the places of the strings and numbers that may
 * differ between these frames. A frame matches if its text between the slots is that of the template. Then a copy of an object gets the
 * values of the slots, which costs a fraction of `JSON.parse` and has the same result. A frame that does not match is left to the parser.
 */
export class FrameTemplate {
  /**
   * Whether the template contains no number of its frames, no string except `"chat.completion.chunk"`, and only field names of
   * common servers; and whether it is small enough to be shared.
   */
  readonly isShareable: boolean;
  /** The constant parts before, between and after the slots. */
  readonly #segments: readonly string[];
  readonly #isText: readonly boolean[];
  readonly #object: ObjectTemplate;
  /** Whether each chunk has exactly the content of its frame, i.e. no field was added or converted. */
  readonly #isExact: boolean;
  /** Created when a chunk is compared with its frame for the first time. */
  #match: TemplateMatch | undefined;

  private constructor(
    segments: readonly string[],
    isText: readonly boolean[],
    object: ObjectTemplate,
    isExact: boolean,
    isShareable = false,
  ) {
    this.#isExact = isExact;
    this.#segments = segments.map(copyString);
    this.#isText = isText;
    this.#object = object;
    this.isShareable = isShareable;
  }

  /**
   * Creates the template of a frame from its data and their parsed form: every string and number is a slot, except `object` and `cost`.
   * Undefined if frames of this structure need `JSON.parse`.
   */
  static of(data: string, chunk: ChatCompletionChunk): FrameTemplate | undefined {
    const found = findLeaves(data);
    if (found === undefined) return undefined;
    // `readFrame` adds a missing `object`, and converts a `cost` of another type. So neither of these two may be a slot.
    const slots = found.leaves.filter(({ path }) => path[0] !== 'object' && path[0] !== 'cost');
    if (slots.length > maxSlots) return undefined;
    const isShareable =
      (chunk.object as string) === commonObject &&
      found.leaves.every(({ path }) => path[0] !== 'cost') &&
      data.length <= maxShared.length &&
      slots.length <= maxShared.slots &&
      areWireNames(found.names);
    const segments = slots.map(({ start }, slot) => data.slice(slots[slot - 1]?.end ?? 0, start));
    segments.push(data.slice(slots.at(-1)?.end ?? 0));
    const blank = segments.map((segment, slot) => (slots[slot]?.isText === false ? `${segment}0` : segment));
    segments[0] = beforeData + (segments[0] as string);
    segments.push((segments.pop() as string) + afterData);
    return new FrameTemplate(
      segments,
      slots.map(({ isText }) => isText),
      createTemplate(
        chunk,
        slots.map(({ path }) => path),
        blank.join(''),
        isShareable,
      ),
      isSameJson(JSON.parse(asText(data)), chunk),
      isShareable,
    );
  }

  /**
   * Reads the strings and numbers of the frame that starts at `from`, from its `data:` to its blank line, into `leaves`. Returns false if
   * the frame does not match.
   */
  read(source: FrameText, from: number, leaves: LeafValues): boolean {
    const segments = this.#segments;
    const isText = this.#isText;
    const { text } = source;
    let at = from;
    for (let slot = 0; slot < isText.length; slot += 1) {
      const segment = segments[slot] as string;
      const start = at + segment.length;
      if (text.slice(at, start) !== segment) return false;
      at = leaves.find(source, start, slot, isText[slot] === true);
      if (at < 0) return false;
    }
    const last = segments[isText.length] as string;
    leaves.end = at + last.length;
    return text.slice(at, leaves.end) === last && leaves.read(source, isText);
  }

  /**
   * Like `read`, for a frame that is likely to match: parses each value when its position is found, and does not store the positions.
   */
  readLikely(source: FrameText, from: number, leaves: LeafValues): boolean {
    const segments = this.#segments;
    const isText = this.#isText;
    const { text } = source;
    let at = from;
    for (let slot = 0; slot < isText.length; slot += 1) {
      const segment = segments[slot] as string;
      const start = at + segment.length;
      if (text.slice(at, start) !== segment) return false;
      at = leaves.readAt(source, start, slot, isText[slot] === true);
      if (at < 0) return false;
    }
    const last = segments[isText.length] as string;
    leaves.end = at + last.length;
    return text.slice(at, leaves.end) === last;
  }

  /** Creates the chunk of the frame that was read into `leaves`. */
  chunk({ values }: LeafValues): ChatCompletionChunk {
    return instantiate(this.#object, values) as ChatCompletionChunk;
  }

  /**
   * Creates a template with fewer slots, for frames that differ from the frame in `leaves` only in these slots. It is faster to compare, but
   * contains values of an answer, and so is used only for this answer.
   */
  narrow(source: FrameText, from: number, leaves: LeafValues, slots: readonly number[]): FrameTemplate {
    const { text } = source;
    const { starts, ends, end } = leaves;
    const segments = slots.map((slot, number) =>
      text.slice(number === 0 ? from : ends[slots[number - 1] as number], starts[slot]),
    );
    segments.push(text.slice(slots.length === 0 ? from : ends[slots.at(-1) as number], end));
    return new FrameTemplate(
      segments,
      slots.map((slot) => this.#isText[slot] === true),
      narrowTemplate(this.#object, this.chunk(leaves), new Map(slots.map((slot, number) => [slot, number]))),
      this.#isExact,
    );
  }

  /** Whether the chunk of the frame that was read into `leaves` still has the content of that frame. */
  hasContentOfFrame(chunk: object, { values }: LeafValues): boolean {
    if (!this.#isExact) return false;
    this.#match ??= createMatch(this.#object);
    return isInstance(chunk, this.#match, values);
  }

  /** Number of slots. */
  get size(): number {
    return this.#isText.length;
  }
}
