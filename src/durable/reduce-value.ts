import { isRecord } from '../json/is-record.js';
import type { CompletionState } from '../reducer/completion-state.js';
import { nextState } from '../reducer/next-state.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';

/**
 * Returns the state after another value of a run; undefined if the value is not a chunk of a chat, or is a chunk that cannot be reduced,
 * for example because a choice is `null`. Any JSON value may be a value of a run, and must not fail the run.
 */
export function reduceValue(state: CompletionState, value: unknown): CompletionState | undefined {
  if (!isChunk(value)) return undefined;
  try {
    return nextState(state, value);
  } catch {
    return undefined;
  }
}

function isChunk(value: unknown): value is ChatCompletionChunk {
  return isRecord(value) && value['object'] === 'chat.completion.chunk' && Array.isArray(value['choices']);
}
