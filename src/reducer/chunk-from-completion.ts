import { isListOfRecords } from '../json/is-record.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion, CompletionMessage } from '../wire/chat-completion.js';

/** Returns a whole completion as one chunk. */
export function chunkFromCompletion(completion: ChatCompletion): ChatCompletionChunk {
  const choices = completion.choices.map(({ message, ...choice }) => ({
    ...choice,
    delta: toDelta(message),
  }));
  return { ...completion, object: 'chat.completion.chunk', choices };
}

/** Sets the position of each tool call as its `index`, since some servers give several calls the same id. */
function toDelta(message: CompletionMessage): CompletionMessage {
  const { tool_calls } = message;
  if (!tool_calls || !isListOfRecords(tool_calls)) return message;
  return { ...message, tool_calls: tool_calls.map((call, index) => ({ ...call, index })) };
}
