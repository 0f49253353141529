import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';

const ends = new WeakSet<ChatCompletionChunk>();

/** Marks the last chunk of an answer that is complete without a `finish_reason`, as `requireFinishReason: false` allows. */
export function markEnd(last: ChatCompletionChunk): void {
  ends.add(last);
}

/**
 * Whether this chunk was marked as the end of a complete answer. An answer with neither this mark nor a `finish_reason` was cut off by an
 * operator, such as `takeUntil`.
 */
export function isMarkedEnd(last: ChatCompletionChunk): boolean {
  return ends.has(last);
}
