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

/** Returns a conversation that begins with these messages, in one version. */
export function loadMessages<Metadata>(
  messages: readonly ChatMessage[],
  newId: () => string,
): LoadedConversation<Metadata> {
  const entries = toEntries<Metadata>(repairHistory([...messages]), null, newId);
  return { tree: ConversationTree.from(entries), queue: [], outcome: { status: 'idle' } };
}

/** Returns an entry for each message. Each follows the one before it, and the first follows `parentId`. */
export function toEntries<Metadata>(
  messages: readonly ChatMessage[],
  parentId: string | null,
  newId: () => string,
): readonly SavedEntry<Metadata>[] {
  const createdAt = asyncScheduler.now();
  let before = parentId;
  return messages.map((message, index): SavedEntry<Metadata> => {
    const toolCalls = message.role === 'assistant' ? finishedCalls(message, messages, index) : [];
    const entry: SavedEntry<Metadata> = {
      id: newId(),
      parentId: before,
      message,
      createdAt,
      status: 'done',
      ...(toolCalls.length > 0 && { toolCalls }),
    };
    before = entry.id;
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
