import { isListOfRecords, isRecord } from '../json/is-record.js';
import type { ChatCompletionChunk, ChunkChoice } from '../wire/chat-completion-chunk.js';

/**
 * Replaces the whole `message` of a choice of a chunk with a `delta`, in the same object: some servers stream an answer as one frame. The
 * delta is empty if deltas have brought the text already (`isRepeated`). Returns false if the choice has no message.
 */
export function takeMessage(chunk: ChatCompletionChunk, choice: ChunkChoice, isRepeated: boolean): boolean {
  const { message } = choice;
  if (!isRecord(message)) return false;
  const calls = message['tool_calls'];
  // The calls of a message have no index. As deltas without an index, calls without ids or arguments would be joined.
  const indexed = isListOfRecords(calls) && (calls as object[]).map((call, index) => ({ index, ...call }));
  Reflect.deleteProperty(choice, 'message');
  Object.assign(choice, { delta: isRepeated ? {} : { ...message, ...(indexed && { tool_calls: indexed }) } });
  Object.assign(chunk, { object: 'chat.completion.chunk' });
  return true;
}
