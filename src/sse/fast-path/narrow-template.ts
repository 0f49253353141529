import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import type { FrameText } from '../frame-text.js';
import type { FrameTemplate } from './frame-template.js';
import type { LeafValues } from './leaf-values.js';

/** Maximum number of narrow templates with a part of the slots, since creating a template takes time. The next one has all slots. */
const maxChanges = 8;

/**
 * A template for the frames of one answer. Its slots are only those of the wide template whose values have differed between these
 * frames; after `maxChanges` templates, all slots.
 */
export class NarrowTemplate {
  readonly wide: FrameTemplate;
  #narrow: FrameTemplate | undefined;
  /** The values of the last frame read with the wide template, whose slots are all strings and numbers except `object` and `cost`. */
  #values: readonly unknown[];
  #slots: readonly number[] = [];
  #changes = 0;

  /** @param leaves - The values of the first frame. */
  constructor(wide: FrameTemplate, leaves: LeafValues) {
    this.wide = wide;
    this.#values = leaves.values.slice(0, wide.size);
  }

  /** The template that `read` uses; undefined before the first `learn`. */
  get last(): FrameTemplate | undefined {
    return this.#narrow;
  }

  /** Returns the chunk of the frame that starts at `from`; undefined if it has to be read with the wide template. */
  read(source: FrameText, from: number, leaves: LeafValues): ChatCompletionChunk | undefined {
    const narrow = this.#narrow;
    return narrow?.readLikely(source, from, leaves) === true ? narrow.chunk(leaves) : undefined;
  }

  /** Adds slots for the values of a frame, read with the wide template, that differ from those of the last such frame. */
  learn(source: FrameText, from: number, leaves: LeafValues): void {
    const before = this.#values;
    const values = leaves.values.slice(0, this.wide.size);
    const oldSlots = new Set(this.#slots);
    const slots = values.flatMap((value, slot) =>
      this.#changes === maxChanges || value !== before[slot] || oldSlots.has(slot) ? [slot] : [],
    );
    this.#values = values;
    if (this.#narrow !== undefined && slots.length === this.#slots.length) return;
    this.#changes += 1;
    this.#slots = slots;
    this.#narrow = this.wide.narrow(source, from, leaves, slots);
  }
}
