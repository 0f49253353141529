import { copyJson } from '../json/copy-json.js';
import { chunkFromState } from '../reducer/chunk-from-state.js';
import {
  type CompletionState,
  completionFromState,
  initialCompletionState,
} from '../reducer/completion-state.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { reduceValue } from './reduce-value.js';

/** The state after some values, and those values that are not chunks. */
interface Reduction {
  readonly before: CompletionState;
  readonly after: CompletionState;
  readonly others: readonly unknown[];
}

/** Results by the array of values: thousands of watchers may join at the same time, with the same page of the log. */
const reductions = new WeakMap<readonly unknown[], Reduction>();

/** Collects the values of a run so far. Chunks of a chat at the beginning are merged as they arrive. */
export class ChatSnapshot {
  #state = initialCompletionState;
  readonly #others: unknown[] = [];

  /** Whether all values so far are chunks. */
  get isChat(): boolean {
    return this.#others.length === 0;
  }

  /** Adds values, which must not change later. */
  add(values: readonly unknown[]): void {
    if (!this.isChat) {
      for (const value of values) this.#others.push(value);
      return;
    }
    const cached = reductions.get(values);
    const reduction = cached?.before === this.#state ? cached : reduceValues(this.#state, values);
    if (values.length > 0) reductions.set(values, reduction);
    this.#state = reduction.after;
    for (const value of reduction.others) this.#others.push(value);
  }

  /** Returns the values so far. The chunks at the beginning are merged to one chunk, a new object for each call, since the state is shared. */
  values(): readonly unknown[] {
    if (this.#state === initialCompletionState) return this.#others;
    return [copyJson(chunkFromState(this.#state)), ...this.#others];
  }

  /** Returns the answer so far, a new object for each call; undefined if some values are not chunks of a chat, or if there are none. */
  partial(): ChatCompletion | undefined {
    if (!this.isChat || this.#state === initialCompletionState) return undefined;
    return copyJson(completionFromState(this.#state));
  }
}

function reduceValues(before: CompletionState, values: readonly unknown[]): Reduction {
  let after = before;
  for (const [index, value] of values.entries()) {
    const next = reduceValue(after, value);
    if (next === undefined) return { before, after, others: values.slice(index) };
    after = next;
  }
  return { before, after, others: [] };
}
