import type { SavedEntry } from './conversation-entry.js';

/**
 * Whether an entry is an answer with calls that have not ended, and no run of it is active: they await approvals, or were running
 * when their process ended and may be executed again. Their results are not entries yet.
 */
export function isOpen({ message, status, toolCalls = [] }: SavedEntry): boolean {
  const canBeOpen = status === 'awaiting-approval' || status === 'stopped';
  return canBeOpen && message.role === 'assistant' && toolCalls.some(({ content }) => content === undefined);
}
