import type { SavedEntry } from './conversation-entry.js';

/**
 * Whether an entry is an answer with open calls, whose results are not entries yet: calls that await an approval, or calls that were running
 * when their process ended and may be executed again. False for the status `running-tools`.
 */
export function isOpen({ message, status, toolCalls = [] }: SavedEntry): boolean {
  const canBeOpen = status === 'awaiting-approval' || status === 'stopped';
  return canBeOpen && message.role === 'assistant' && toolCalls.some(({ content }) => content === undefined);
}
