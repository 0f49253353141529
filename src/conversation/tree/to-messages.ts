import { isBlankMessage } from '../../history/is-blank-message.js';
import { repairHistory } from '../../history/repair-history.js';
import type { ChatMessage } from '../../wire/chat-message.js';
import { isOpen } from './is-open.js';
import type { SavedEntry } from './conversation-entry.js';

/** Returns the messages of a path that can be sent: without an answer that is not complete, and with a result for every call. */
export function toMessages(path: readonly SavedEntry[]): readonly ChatMessage[] {
  return repairHistory(path.filter(isFinal).map(({ message }) => message));
}

/** Whether the message of an entry can be sent. */
export function isSendable(entry: SavedEntry): boolean {
  return isFinal(entry) && !isBlankMessage(entry.message);
}

function isFinal(entry: SavedEntry): boolean {
  const { status } = entry;
  return status !== 'streaming' && status !== 'running-tools' && !isOpen(entry);
}
