import { reduceValue } from '../reduce-value.js';
import {
  type CompletionState,
  completionFromState,
  initialCompletionState,
} from '../../reducer/completion-state.js';
import type { ChatCompletion } from '../../wire/chat-completion.js';

/** The answer of a followed run so far, as long as all its values are chunks that can be reduced. */
export class PartialAnswer {
  #state: CompletionState | undefined = initialCompletionState;

  add(values: readonly unknown[]): void {
    for (const value of values) {
      if (this.#state === undefined) return;
      this.#state = reduceValue(this.#state, value);
    }
  }

  /** Undefined before the first chunk, after a value that is not a chunk, and after {@link forget}. */
  get completion(): ChatCompletion | undefined {
    const state = this.#state;
    return state === undefined || state === initialCompletionState ? undefined : completionFromState(state);
  }

  /** Called if the values begin in the middle of the answer, so that a completion cannot be built. */
  forget(): void {
    this.#state = undefined;
  }
}
