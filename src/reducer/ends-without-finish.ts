import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';

const ends = new WeakSet<ChatCompletionChunk>();

/** Marks the last chunk of an answer that is complete without a `finish_reason`, as `requireFinishReason: false` allows. */
export function markEnd(last: ChatCompletionChunk): void {
  ends.add(last);
}

/** Whether an answer ended here and is complete. Otherwise, without a `finish_reason`, its source was stopped. */
export function isMarkedEnd(last: ChatCompletionChunk): boolean {
  return ends.has(last);
}
