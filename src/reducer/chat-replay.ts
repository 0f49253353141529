import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import { initialCompletionState } from './completion-state.js';
import { nextState } from './next-state.js';
import { chunkFromState } from './chunk-from-state.js';

/**
 * The output of one run so far, for late subscribers of this process. {@link chatReplay} keeps it in memory; a custom one may wrap
 * that, e.g. to save the answer. Runs that other processes can follow are those of `venice-rx/durable`.
 */
export interface ChatReplay {
  /** Adds a chunk, before any subscriber gets it. An error thrown here is the error of the run. */
  next(chunk: ChatCompletionChunk): void;
  /**
   * Returns one chunk with all output so far, as `chunkFromState` returns it; undefined before the first one. Called whenever a
   * subscriber joins, also after the end.
   */
  chunk(): ChatCompletionChunk | undefined;
  /** The run has completed; called before any subscriber is notified. An error thrown here is the error of the run. */
  complete?(): void;
  /** The run has failed, possibly by an error that `next` or `complete` threw; called before any subscriber is notified. */
  error?(error: unknown): void;
  /** The run was cancelled, since it had no subscriber left; this replay is not used again. */
  cancel?(): void;
}

/** Creates a replay in memory. It holds the answer so far, not its chunks: work per chunk is constant. */
export function chatReplay(): ChatReplay {
  let state = initialCompletionState;
  return {
    next: (chunk) => {
      state = nextState(state, chunk);
    },
    chunk: () => (state === initialCompletionState ? undefined : chunkFromState(state)),
  };
}
