import type { ConversationState } from 'venice-rx';
import { type Block, toParts } from './blocks';

/** The longest text that a screen reader is given without asking for it, in characters. */
const maxLength = 600;

/** What a screen reader says: that an answer is coming, and the answer, once, when it is complete. */
export function toAnnouncement({ status, isRunning, error }: ConversationState, last?: Block): string {
  if (status === 'awaiting-approval') return 'A tool asks whether it may run.';
  if (isRunning) return 'The answer is coming.';
  // An error is an alert of its own.
  if (error || last?.kind !== 'answer') return '';
  const text = toParts(last.entries)
    .flatMap((part) => (part.kind === 'text' ? [part.text] : []))
    .join(' ');
  return text.length <= maxLength ? text : `The answer is there: ${text.slice(0, maxLength)} …`;
}
