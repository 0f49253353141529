import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import { FrameSample } from './frame-sample.js';
import { FrameTemplate, framed } from './frame-template.js';
import type { FrameText } from '../frame-text.js';

/** How many forms of frames are known at a time: such as those of reasoning, of text and of tool calls. */
const maxForms = 4;
/** A longer frame is left to `JSON.parse`, as the time to learn it would be long too. */
const maxLearnedLength = 16_384;
/** How many frames in a row may be studied in vain: behind one more, the next four are left alone, then 16, 64, up to 4,096. */
const maxMisses = 8;
const maxPause = 4096;

/** Frames of one form: the last one that was studied, and what it has in common with those before it. */
interface Form {
  readonly sample: FrameSample;
  readonly template?: FrameTemplate;
}

/** Recognizes the frames of one stream by what they have in common. */
export class TemplateCache {
  /** Position behind the frame that was recognized last. */
  end = 0;
  /** The one that was met last comes first. */
  private readonly forms: Form[] = [];
  private misses = 0;
  private backOffs = 0;
  private framesToSkip = 0;

  /** Whether frames may be recognized, or are studied where they are not. */
  get isEnabled(): boolean {
    return this.misses <= maxMisses;
  }

  /**
   * The chunk of the frame that begins in the text at `from`, where it is like those before it; undefined where it has to
   * be parsed. Afterwards `end` is the position behind it.
   */
  recognize(text: FrameText, from: number): ChatCompletionChunk | undefined {
    for (let number = 0; number < this.forms.length; number += 1) {
      const { template } = this.forms[number] as Form;
      const chunk = template?.read(text, from);
      if (template === undefined || chunk === undefined) continue;
      if (number > 0) this.forms.unshift(...this.forms.splice(number, 1));
      this.misses = 0;
      this.backOffs = 0;
      this.end = template.end;
      return chunk;
    }
    return undefined;
  }

  /** Whether a frame that had to be parsed is to be studied; to be asked once for each of them. */
  shouldLearn(): boolean {
    if (this.framesToSkip === 0) return true;
    this.framesToSkip -= 1;
    return false;
  }

  /** Learns from a frame that had to be parsed; its data stand here as they do in the texts of the stream. */
  learn(data: string, chunk: ChatCompletionChunk): void {
    // Data of several lines stand in the stream with a field name between them, and not as they do here.
    if (data.includes('\n')) return;
    // A frame that the end of a read cut in two had to be parsed too, and brings nothing new.
    if (this.recognize(framed(data), 0) !== undefined) return;
    this.misses += 1;
    if (this.misses > maxMisses) this.backOff();
    if (data.length <= maxLearnedLength && !('error' in chunk)) this.addSample(new FrameSample(data), chunk);
  }

  private addSample(sample: FrameSample, chunk: ChatCompletionChunk): void {
    for (const [number, { sample: before, template }] of this.forms.entries()) {
      const better = FrameTemplate.of(before, sample, chunk, template?.places);
      if (better === undefined) continue;
      this.forms.splice(number, 1);
      this.forms.unshift({ sample, template: better });
      // The next frame tells whether this is good for anything; others may be learned too.
      this.framesToSkip = 0;
      this.misses = Math.min(this.misses, maxMisses);
      return;
    }
    // What nothing can be learned from drives away nothing that has been learned.
    if (this.forms[maxForms - 1]?.template !== undefined && sample.leaves === undefined) return;
    this.forms.unshift({ sample });
    this.forms.splice(maxForms);
  }

  /** Frames that nothing fits are not worth a look at each of them. */
  private backOff(): void {
    this.framesToSkip = Math.min(4 ** (this.backOffs += 1), maxPause);
    this.forms.splice(1);
  }
}
