import { isListOfRecords, isRecord } from '../json/is-record.js';
import type { ChatCompletionChunk, ChunkChoice } from '../wire/chat-completion-chunk.js';

/**
 * Turns the whole message of a choice inside a stream into its delta, in place: some servers answer in one frame. Adds nothing if
 * its text came in deltas before (`isRepeated`). Returns whether the choice has a message instead of a delta.
 */
export function takeMessage(chunk: ChatCompletionChunk, choice: ChunkChoice, isRepeated: boolean): boolean {
  const { message } = choice;
  if (!isRecord(message)) return false;
  const calls = message['tool_calls'];
  // Whole calls have no index; without one, calls without ids or arguments would be joined.
  const indexed = isListOfRecords(calls) && (calls as object[]).map((call, index) => ({ index, ...call }));
  Reflect.deleteProperty(choice, 'message');
  Object.assign(choice, { delta: isRepeated ? {} : { ...message, ...(indexed && { tool_calls: indexed }) } });
  Object.assign(chunk, { object: 'chat.completion.chunk' });
  return true;
}
