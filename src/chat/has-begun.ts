import type { ChatCompletionChunk, ChunkDelta } from '../wire/chat-completion-chunk.js';
import { isRecord } from './present.js';
import { contentOf, reasoningOf } from './delta-text.js';

/**
 * Whether this chunk brings a part of the answer: content, reasoning, a refusal or a tool call that is not empty. The
 * first chunk of Venice has a role only, and the last ones have usage and cost.
 */
export function hasBegun(chunk: ChatCompletionChunk): boolean {
  return chunk.choices?.some(({ delta }) => isRecord(delta) && bringsAnswer(delta)) ?? false;
}

/** The same for the delta of one choice. */
export function bringsAnswer(delta: ChunkDelta): boolean {
  return (
    contentOf(delta) !== '' ||
    reasoningOf(delta) !== '' ||
    (typeof delta.refusal === 'string' && delta.refusal !== '') ||
    (Array.isArray(delta.tool_calls) && delta.tool_calls.some(isRecord))
  );
}
