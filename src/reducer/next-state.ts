import { isListOfRecords, isRecord } from '../json/is-record.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { chunkFromCompletion } from './chunk-from-completion.js';
import { type CompletionState, initialCompletionState, reduceChunk } from './completion-state.js';
import { getContent } from './delta-text.js';
import { isCompletion } from './is-completion.js';

/** Returns the state after one more chunk, or after a completion, which replaces everything before it. */
export function nextState(
  state: CompletionState,
  value: ChatCompletion | ChatCompletionChunk,
): CompletionState {
  if (isCompletion(value)) {
    // The states of the choices are missing: they are created only if a chunk follows.
    return isWellFormed(value) ? { choices: [], completion: value } : fromCompletion(value);
  }
  const { choices, completion } = state;
  // Chunks after a completion continue it.
  const isAfterCompletion = choices.length === 0 && completion.choices.length > 0;
  return reduceChunk(isAfterCompletion ? fromCompletion(completion) : state, value);
}

function fromCompletion(completion: ChatCompletion): CompletionState {
  return reduceChunk(initialCompletionState, chunkFromCompletion(completion));
}

/**
 * Whether content and arguments are strings, and each choice has its index. Some servers send other completions, which `reduceChunk`
 * corrects.
 */
function isWellFormed({ choices }: ChatCompletion): boolean {
  return choices.every(({ index, message }) => {
    const { content, tool_calls } = message;
    return (
      typeof index === 'number' &&
      getContent(message) === (content ?? '') &&
      (!tool_calls || (isListOfRecords(tool_calls) && tool_calls.every(hasStringArguments)))
    );
  });
}

function hasStringArguments(call: { readonly function?: unknown }): boolean {
  return isRecord(call.function) && typeof call.function['arguments'] === 'string';
}
