import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import { initialCompletionState } from './completion-state.js';
import { nextState } from './next-state.js';
import { chunkFromState } from './chunk-from-state.js';

/**
 * The output of one run so far, for late subscribers of `shareChat`. {@link chatReplay} keeps it in memory. A custom replay may wrap
 * {@link chatReplay}, for example to save the answer. To let other processes follow a run, use `venice-rx/durable`.
 */
export interface ChatReplay {
  /** Adds a chunk, before any subscriber gets it. If it throws, the run fails with that error. */
  next(chunk: ChatCompletionChunk): void;
  /**
   * Returns one chunk that replaces all chunks so far, like `chunkFromState`; undefined before the first chunk. Called for each
   * subscriber, also after the end of the run.
   */
  chunk(): ChatCompletionChunk | undefined;
  /** Called when the run has completed, before any subscriber is notified. If it throws, the run fails with that error. */
  complete?(): void;
  /** Called when the run has failed, also with an error of `next` or `complete`, before any subscriber is notified. */
  error?(error: unknown): void;
  /** Called when the run was cancelled because its last subscriber has left; the replay is not used again. */
  cancel?(): void;
}

/** Creates a replay in memory. It keeps the answer so far instead of its chunks. */
export function chatReplay(): ChatReplay {
  let state = initialCompletionState;
  return {
    next: (chunk) => {
      state = nextState(state, chunk);
    },
    chunk: () => (state === initialCompletionState ? undefined : chunkFromState(state)),
  };
}
