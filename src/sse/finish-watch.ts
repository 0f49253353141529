import { bringsAnswer } from '../chat/has-begun.js';
import { isRecord } from '../chat/present.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';

/** Watches whether every choice that was seen has its `finish_reason`. */
export class FinishWatch {
  private readonly finished = new Set<number>();
  private readonly unfinished = new Set<number>();
  /** The choice that went on last, which most chunks go on with. */
  private last: number | undefined;

  /**
   * A chunk has come; whether it brings a part of the answer. A choice that goes on after its finish is not finished: two
   * completions may share a stream.
   */
  see(chunk: ChatCompletionChunk): boolean {
    let bringsPart = false;
    for (const choice of chunk.choices ?? []) {
      const { delta } = choice;
      const isPart = isRecord(delta) && bringsAnswer(delta);
      bringsPart ||= isPart;
      const index = typeof choice.index === 'number' ? choice.index : 0;
      if (choice.finish_reason) this.finish(index);
      else if (index !== this.last) this.goOn(index, isPart);
    }
    return bringsPart;
  }

  /** Whether a clean end of the body now would make the answer complete. */
  get isComplete(): boolean {
    return this.finished.size > 0 && this.unfinished.size === 0;
  }

  private finish(index: number): void {
    this.last = undefined;
    this.finished.add(index);
    this.unfinished.delete(index);
  }

  private goOn(index: number, isPart: boolean): void {
    if (!this.unfinished.has(index)) {
      if (this.finished.has(index) && !isPart) return;
      this.finished.delete(index);
      this.unfinished.add(index);
    }
    this.last = index;
  }
}
