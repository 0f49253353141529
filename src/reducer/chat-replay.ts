import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import { initialCompletionState, reduceChunk } from './completion-state.js';
import { chunkFromState } from './chunk-from-state.js';

/**
 * What has come of one run, kept for late subscribers. {@link chatReplay} keeps it in memory; another one may wrap
 * that and also write to a store that several processes share.
 */
export interface ChatReplay {
  /** Takes one more chunk, before any subscriber gets it. What it throws is the error of the run. */
  next(chunk: ChatCompletionChunk): void;
  /**
   * One chunk that brings everything so far, by the law of `chunkFromState`; undefined before the first one. Asked for whenever
   * a subscriber joins, also after the end.
   */
  chunk(): ChatCompletionChunk | undefined;
  /** The run has completed; before any subscriber gets to know. */
  complete?(): void;
  /** The run has failed; before any subscriber gets to know. */
  error?(error: unknown): void;
  /** The run was cancelled, since it had no subscriber left; this replay is asked no more. */
  cancel?(): void;
}

/** A replay in memory. It holds the answer as it stands, not its chunks: work per chunk is constant. */
export function chatReplay(): ChatReplay {
  let state = initialCompletionState;
  return {
    next: (chunk) => {
      state = reduceChunk(state, chunk);
    },
    chunk: () => (state === initialCompletionState ? undefined : chunkFromState(state)),
  };
}
