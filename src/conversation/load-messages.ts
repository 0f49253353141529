import { asyncScheduler } from 'rxjs';
import { getToolCalls } from '../history/get-tool-calls.js';
import { repairHistory } from '../history/repair-history.js';
import type { ChatMessage } from '../wire/chat-message.js';
import type { ConversationToolCall } from './conversation-tool-call.js';
import type { QueuedCommand } from './queued-command.js';
import type { RunOutcome } from './run-end.js';
import type { SavedEntry } from './tree/conversation-entry.js';
import { ConversationTree } from './tree/conversation-tree.js';

/** The initial state of a conversation. */
export interface LoadedConversation<Metadata> {
  readonly tree: ConversationTree<Metadata>;
  readonly queue: readonly QueuedCommand<Metadata>[];
  readonly outcome: RunOutcome;
}

/** Returns a conversation with one version of each of these messages. */
export function loadMessages<Metadata>(
  messages: readonly ChatMessage[],
  newId: () => string,
): LoadedConversation<Metadata> {
  const entries = toEntries<Metadata>(repairHistory([...messages]), null, newId);
  return { tree: ConversationTree.from(entries), queue: [], outcome: { status: 'idle' } };
}

/** Returns an entry for each message. The parent of each entry is the previous one; the parent of the first entry is `parentId`. */
export function toEntries<Metadata>(
  messages: readonly ChatMessage[],
  parentId: string | null,
  newId: () => string,
): readonly SavedEntry<Metadata>[] {
  const createdAt = asyncScheduler.now();
  let previousId = parentId;
  return messages.map((message, index): SavedEntry<Metadata> => {
    const toolCalls = message.role === 'assistant' ? finishedCalls(message, messages, index) : [];
    const entry: SavedEntry<Metadata> = {
      id: newId(),
      parentId: previousId,
      message,
      createdAt,
      status: 'done',
      ...(toolCalls.length > 0 && { toolCalls }),
    };
    previousId = entry.id;
    return entry;
  });
}

/** Returns the calls of a message with their results, which are the messages directly after it. */
function finishedCalls(
  message: ChatMessage & { readonly role: 'assistant' },
  messages: readonly ChatMessage[],
  index: number,
): readonly ConversationToolCall[] {
  return getToolCalls(message).map((call, position): ConversationToolCall => {
    const result = messages[index + 1 + position];
    return { call, status: 'done', ...(result?.role === 'tool' && { result: result.content }) };
  });
}
