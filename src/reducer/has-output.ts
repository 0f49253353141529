import type { ChatCompletionChunk, ChunkDelta } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { isNonEmptyString } from '../json/is-non-empty-string.js';
import { isRecord } from '../json/is-record.js';
import { getContent, getReasoning } from './delta-text.js';
import { textFields } from './text-fields.js';

/**
 * Whether this chunk or completion has output: non-empty content, reasoning, a refusal or a tool call. Venice's first chunk has a role only,
 * and the last ones have usage and cost.
 */
export function hasOutput(chunk: ChatCompletion | ChatCompletionChunk): boolean {
  return (
    chunk.choices?.some(({ delta, message }) => {
      const part = delta ?? message;
      return isRecord(part) && deltaHasOutput(part);
    }) ?? false
  );
}

/** Like {@link hasOutput}, for the delta of one choice. */
export function deltaHasOutput(delta: ChunkDelta): boolean {
  return (
    getContent(delta) !== '' ||
    getReasoning(delta) !== '' ||
    textFields.some((field) => isNonEmptyString(delta[field])) ||
    (Array.isArray(delta.tool_calls) && delta.tool_calls.some(isRecord))
  );
}
