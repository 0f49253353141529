import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import { FrameSample } from './frame-sample.js';
import { FrameTemplate, framed } from './frame-template.js';
import type { FrameText } from '../frame-text.js';

/** Maximum number of known forms of frames, such as those of reasoning, content and tool calls. */
const maxForms = 4;
/** Maximum length of a frame to learn: learning a longer one would take too long. */
const maxLearnedLength = 16_384;
/** Maximum number of misses in a row: after one more, the next four frames are skipped, then 16, 64, up to 4,096. */
const maxMisses = 8;
const maxPause = 4096;

/** Frames of one form: the last one that was learned, and its common part with those before it. */
interface Form {
  readonly sample: FrameSample;
  readonly template?: FrameTemplate;
}

/** Recognizes the frames of one stream by their common part. */
export class TemplateCache {
  /** Position after the last frame that was recognized. */
  end = 0;
  /** Ordered by last use, newest first. */
  readonly #forms: Form[] = [];
  #misses = 0;
  #backOffs = 0;
  #framesToSkip = 0;

  /** Whether to recognize frames, or to learn from those that are not recognized. */
  get isEnabled(): boolean {
    return this.#misses <= maxMisses;
  }

  /**
   * Returns the chunk of the frame that starts at `from` if it is like earlier ones; undefined if it has to be parsed. Sets
   * `end` to the position after it.
   */
  recognize(text: FrameText, from: number): ChatCompletionChunk | undefined {
    for (let number = 0; number < this.#forms.length; number += 1) {
      const { template } = this.#forms[number] as Form;
      const chunk = template?.read(text, from);
      if (template === undefined || chunk === undefined) continue;
      if (number > 0) this.#forms.unshift(...this.#forms.splice(number, 1));
      this.#misses = 0;
      this.#backOffs = 0;
      this.end = template.end;
      return chunk;
    }
    return undefined;
  }

  /** Whether to learn from a frame that had to be parsed; call it once for each of them. */
  shouldLearn(): boolean {
    if (this.#framesToSkip === 0) return true;
    this.#framesToSkip -= 1;
    return false;
  }

  /** Learns from a frame that had to be parsed; `data` is written as in the strings of the stream. */
  learn(data: string, chunk: ChatCompletionChunk): void {
    // Data of several lines have a field name between them in the stream, and do not match.
    if (data.includes('\n')) return;
    // A frame split between two reads had to be parsed too, and teaches nothing new.
    if (this.recognize(framed(data), 0) !== undefined) return;
    this.#misses += 1;
    if (this.#misses > maxMisses) this.#backOff();
    // A frame without choices may be an error, which only its values show.
    const canLearn = data.length <= maxLearnedLength && !('error' in chunk) && chunk.choices !== undefined;
    if (canLearn) this.#addSample(new FrameSample(data), chunk);
  }

  #addSample(sample: FrameSample, chunk: ChatCompletionChunk): void {
    for (const [number, { sample: before, template }] of this.#forms.entries()) {
      const better = FrameTemplate.of(before, sample, chunk, template?.places);
      if (better === undefined) continue;
      this.#forms.splice(number, 1);
      this.#forms.unshift({ sample, template: better });
      // The next frame decides whether this is useful; others may be learned too.
      this.#framesToSkip = 0;
      this.#misses = Math.min(this.#misses, maxMisses);
      return;
    }
    // A frame that cannot be learned evicts nothing.
    if (this.#forms[maxForms - 1]?.template !== undefined && sample.leaves === undefined) return;
    this.#forms.unshift({ sample });
    this.#forms.splice(maxForms);
  }

  /** Frames that never match are not worth a check each. */
  #backOff(): void {
    this.#backOffs += 1;
    this.#framesToSkip = Math.min(4 ** this.#backOffs, maxPause);
    this.#forms.splice(1);
  }
}
