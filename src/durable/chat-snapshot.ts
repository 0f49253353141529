import { chunkFromState } from '../reducer/chunk-from-state.js';
import { completionFromState, initialCompletionState } from '../reducer/completion-state.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { reduceValue } from './reduce-value.js';

/** Collects the values of a run so far. Chunks of a chat at the beginning are merged as they arrive. */
export class ChatSnapshot {
  #state = initialCompletionState;
  readonly #others: unknown[] = [];

  /** Whether all values so far are chunks. */
  get isChat(): boolean {
    return this.#others.length === 0;
  }

  add(values: readonly unknown[]): void {
    for (const value of values) {
      const state = this.isChat ? reduceValue(this.#state, value) : undefined;
      if (state === undefined) this.#others.push(value);
      else this.#state = state;
    }
  }

  /** The values so far; the chunks at the beginning are merged to one chunk. */
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
