import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { type CompletionState, reduceChunk } from './completion-state.js';
import { isListOfRecords, isRecord } from '../json/is-record.js';

/** The state after one more chunk, or after a completion, which replaces everything before. */
export function nextState(
  state: CompletionState,
  value: ChatCompletion | ChatCompletionChunk,
): CompletionState {
  return isCompletion(value) ? { choices: [], completion: value } : reduceChunk(state, value);
}

/** A chunk with the wrong `object` is still a chunk. */
function isCompletion(value: ChatCompletion | ChatCompletionChunk): value is ChatCompletion {
  if (value.object !== 'chat.completion' || !isListOfRecords(value.choices)) return false;
  return value.choices.every(({ message }) => isRecord(message));
}
