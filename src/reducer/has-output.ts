import type { ChatCompletionChunk, ChunkDelta } from '../wire/chat-completion-chunk.js';
import { isRecord } from '../json/is-record.js';
import { getContent, getReasoning } from './delta-text.js';

/**
 * Whether this chunk brings a part of the answer: content, reasoning, a refusal or a tool call that is not empty. The
 * first chunk of Venice has a role only, and the last ones have usage and cost.
 */
export function hasOutput(chunk: ChatCompletionChunk): boolean {
  return chunk.choices?.some(({ delta }) => isRecord(delta) && deltaHasOutput(delta)) ?? false;
}

/** The same for the delta of one choice. */
export function deltaHasOutput(delta: ChunkDelta): boolean {
  return (
    getContent(delta) !== '' ||
    getReasoning(delta) !== '' ||
    (typeof delta.refusal === 'string' && delta.refusal !== '') ||
    (Array.isArray(delta.tool_calls) && delta.tool_calls.some(isRecord))
  );
}
