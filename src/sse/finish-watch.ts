import { bringsAnswer } from '../chat/has-begun.js';
import { isRecord } from '../chat/present.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';

/** Watches whether every choice that was seen has its `finish_reason`. */
export class FinishWatch {
  private readonly finished = new Set<number>();
  private readonly unfinished = new Set<number>();

  /** A chunk has come. A choice that goes on after its finish is not finished: two completions may share a stream. */
  see(chunk: ChatCompletionChunk): void {
    for (const { index: given, delta, finish_reason } of chunk.choices ?? []) {
      const index = typeof given === 'number' ? given : 0;
      if (finish_reason) {
        this.finished.add(index);
        this.unfinished.delete(index);
      } else if (this.unfinished.has(index)) continue;
      else if (!this.finished.has(index) || (isRecord(delta) && bringsAnswer(delta))) {
        this.finished.delete(index);
        this.unfinished.add(index);
      }
    }
  }

  /** Whether a clean end of the body now would make the answer complete. */
  get isComplete(): boolean {
    return this.finished.size > 0 && this.unfinished.size === 0;
  }
}
