import { isRecord } from '../json/is-record.js';
import { chunkFromState } from '../reducer/chunk-from-state.js';
import { completionFromState, initialCompletionState } from '../reducer/completion-state.js';
import { nextState } from '../reducer/next-state.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';

/** The values of a run so far. Leading chunks of a chat are merged as they arrive. */
export class ChatSnapshot {
  #state = initialCompletionState;
  readonly #others: unknown[] = [];

  /** Whether all values so far are chunks. */
  get isChat(): boolean {
    return this.#others.length === 0;
  }

  add(values: readonly unknown[]): void {
    for (const value of values) {
      if (this.isChat && isChunk(value)) this.#state = nextState(this.#state, value);
      else this.#others.push(value);
    }
  }

  /** The values, of which the leading chunks are one. */
  values(): readonly unknown[] {
    if (this.#state === initialCompletionState) return this.#others;
    return [chunkFromState(this.#state), ...this.#others];
  }

  /** The answer so far, if all values are chunks of a chat. */
  partial(): ChatCompletion | undefined {
    if (!this.isChat || this.#state === initialCompletionState) return undefined;
    return completionFromState(this.#state);
  }
}

/** Whether a value of a run is a chunk of a chat. */
export function isChunk(value: unknown): value is ChatCompletionChunk {
  return isRecord(value) && value['object'] === 'chat.completion.chunk' && Array.isArray(value['choices']);
}
