import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import type { FrameText } from '../frame-text.js';
import { FrameTemplate, toFrameText } from './frame-template.js';
import { LeafValues } from './leaf-values.js';
import { NarrowTemplate } from './narrow-template.js';
import type { SharedTemplates } from './shared-templates.js';
import { TemplateList } from './template-list.js';

/** Maximum number of narrow templates: each frame is compared with all of them if none matches. */
const maxNarrow = 4;
/** Maximum number of characters of a frame from which a template is made: making it from a longer frame would take too long. */
const maxLearnedLength = 16_384;
/**
 * Maximum number of frames in a row that match no template. After one more, the next four frames are parsed without trying templates. After
 * that, two frames in a row without a match are enough, and the pause is 16, 64 … frames, at most `maxPause`.
 */
const maxMisses = 8;
const maxPause = 4096;
/** Maximum number of misses of an answer that count for its source, so that one unusual answer does not switch templates off for the next ones. */
const maxSharedMisses = 16;

/**
 * Recognizes frames of one answer that have the same JSON structure, in three steps, the fastest first:
 *
 * 1. narrow templates, which contain the values that stay the same in this answer, such as its id;
 * 2. wide templates, of this answer or of earlier ones of the same source;
 * 3. a frame that had to be parsed becomes a wide template.
 *
 * If many frames in a row match no template, the next frames are parsed without trying templates. Each such pause is four times as long as the
 * one before it.
 */
export class StreamTemplates {
  readonly #shared: SharedTemplates;
  /** Templates that only this answer may use (see `FrameTemplate.isShareable`). */
  #own: TemplateList | undefined;
  /** Structures of the frames of this answer that have no shareable template. */
  #structures: Set<number> | undefined;
  /** Sorted by their last use, the latest first. */
  readonly #narrow: NarrowTemplate[] = [];
  readonly #leaves = new LeafValues();
  /** The template of the last frame that was recognized. */
  #last: FrameTemplate | undefined;
  /** The wide template from which `#last` was made, or `#last` itself. */
  #lastWide: FrameTemplate | undefined;
  #misses = 0;
  #sharedMisses = 0;
  /** Number of frames in a row that had to be parsed although a template matches. */
  #parsedDespiteMatch = 0;
  #backOffs = 0;
  #framesToSkip = 0;
  /** Whether the next frames may become narrow templates. If many streams take turns, a shared template is in the processor's caches more often. */
  makesNarrow = true;

  constructor(shared: SharedTemplates) {
    this.#shared = shared;
    if (!shared.shouldTry()) this.#framesToSkip = Infinity;
  }

  /** Whether templates are in use. If not, all frames are parsed, and no templates are made from them. */
  get isEnabled(): boolean {
    return this.#framesToSkip === 0;
  }

  /** Position after the last frame that was recognized. */
  get end(): number {
    return this.#leaves.end;
  }

  /**
   * Returns the chunk of the frame that starts at `from` if a template matches; undefined if the frame has to be parsed. Sets `end` to the
   * position after the frame.
   */
  recognize(source: FrameText, from: number): ChatCompletionChunk | undefined {
    const chunk = this.#find(source, from);
    if (chunk === undefined) return undefined;
    this.#shared.hit();
    this.#misses = 0;
    this.#backOffs = 0;
    this.#parsedDespiteMatch = 0;
    return chunk;
  }

  #find(source: FrameText, from: number): ChatCompletionChunk | undefined {
    const all = this.#narrow;
    for (let number = 0; number < all.length; number += 1) {
      const narrow = all[number] as NarrowTemplate;
      const chunk = narrow.read(source, from, this.#leaves);
      if (chunk === undefined) continue;
      this.#last = narrow.last;
      this.#lastWide = narrow.wide;
      if (number > 0) all.unshift(...all.splice(number, 1));
      return chunk;
    }
    const wide = this.#recognizeWide(source, from);
    if (wide !== undefined && this.makesNarrow) this.#narrowDown(wide, source, from);
    return wide?.chunk(this.#leaves);
  }

  /** Whether `chunk`, which `recognize` returned last, still has the content of its frame. */
  hasContentOfFrame(chunk: object): boolean {
    return this.#last?.hasContentOfFrame(chunk, this.#leaves) === true;
  }

  /** Counts a frame that had to be parsed; returns whether to make a template from it. */
  shouldLearn(): boolean {
    if (this.isEnabled) return true;
    this.#framesToSkip -= 1;
    return false;
  }

  /** Makes a template from a frame that had to be parsed. `data` has one character per byte, like the text of the stream. */
  learn(data: string, chunk: ChatCompletionChunk): void {
    // In the stream, each further line of the data has a field name, so a template of such a frame would not match.
    if (data.includes('\n')) return;
    // The frame was parsed although a template matches, for another reason such as a CR or a very long line. If this happens to all
    // frames, templates are of no use.
    if (this.#find(toFrameText(data), 0) !== undefined) {
      this.#parsedDespiteMatch += 1;
      if (this.#parsedDespiteMatch > maxMisses) this.#pause();
      return;
    }
    this.#miss();
    // A frame without choices may report an error, which only its values would show.
    if (data.length > maxLearnedLength || 'error' in chunk || chunk.choices === undefined) return;
    const structure = toStructure(chunk);
    // Most frames without a shareable template come only once in an answer, such as the frame with the cost: a template would not be used.
    if (this.#shared.isOwnStructure(structure) && !this.#hasSeen(structure)) return;
    const template = FrameTemplate.of(data, chunk);
    if (template?.isShareable === true) {
      this.#shared.add(template);
      return;
    }
    this.#shared.addOwnStructure(structure);
    if (template !== undefined) (this.#own ??= new TemplateList()).add(template);
  }

  /** Whether this answer has had a frame of this structure before. Remembers the structure. */
  #hasSeen(structure: number): boolean {
    this.#structures ??= new Set();
    const hasSeen = this.#structures.has(structure);
    this.#structures.add(structure);
    return hasSeen;
  }

  #recognizeWide(source: FrameText, from: number): FrameTemplate | undefined {
    const leaves = this.#leaves;
    const before = this.#lastWide;
    const wide =
      this.#shared.read(source, from, leaves, before) ?? this.#own?.read(source, from, leaves, before);
    if (wide === undefined) return undefined;
    this.#last = wide;
    this.#lastWide = wide;
    return wide;
  }

  /** Adds the values of the frame that was read last to the narrow template of its wide template. */
  #narrowDown(wide: FrameTemplate, source: FrameText, from: number): void {
    const number = this.#narrow.findIndex((narrow) => narrow.wide === wide);
    if (number < 0) {
      this.#narrow.unshift(new NarrowTemplate(wide, this.#leaves));
      this.#narrow.splice(maxNarrow);
    } else (this.#narrow[number] as NarrowTemplate).learn(source, from, this.#leaves);
  }

  #miss(): void {
    if (this.#sharedMisses < maxSharedMisses) this.#shared.miss();
    this.#sharedMisses += 1;
    this.#misses += 1;
    if (this.#misses <= maxMisses) return;
    this.#pause();
    // After the skipped frames, a template is made from one frame, and the next frame may match it.
    this.#misses = maxMisses - 1;
  }

  #pause(): void {
    this.#backOffs += 1;
    this.#framesToSkip = Math.min(4 ** this.#backOffs, maxPause);
  }
}

/**
 * The structure of a frame, as a number: the initials and lengths of the names of the fields of its chunk, of its first choice and of the delta.
 * Two structures may have the same number.
 */
function toStructure(chunk: ChatCompletionChunk): number {
  const choice = chunk.choices?.[0];
  return addNames(addNames(addNames(0, chunk), choice), choice?.delta);
}

function addNames(start: number, value: object | null | undefined): number {
  let sum = start;
  for (const name in value) sum = (sum * 31 + name.length * 128 + name.charCodeAt(0)) % 65_521;
  return sum;
}
