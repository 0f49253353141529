import type { SavedEntry } from './conversation-entry.js';

/**
 * Whether an entry is an answer with open calls: calls that await an approval, or that were running when their process ended and may be
 * executed again. Their results are not entries yet. False while calls are running.
 */
export function isOpen({ message, status, toolCalls = [] }: SavedEntry): boolean {
  const canBeOpen = status === 'awaiting-approval' || status === 'stopped';
  return canBeOpen && message.role === 'assistant' && toolCalls.some(({ content }) => content === undefined);
}
