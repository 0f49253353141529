import type { ConversationState } from 'venice-rx';
import { type Block, toParts } from './blocks';

/** Maximum number of characters of an answer to announce. */
const maxLength = 600;

/**
 * Returns the text that a screen reader announces: that an answer is coming, and when it is complete, the answer, or the beginning of a long
 * one.
 */
export function toAnnouncement({ status, isRunning, error }: ConversationState, last?: Block): string {
  if (status === 'awaiting-approval') return 'A tool asks whether it may run.';
  if (isRunning) return 'The answer is coming.';
  // The error notice has `role="alert"`, so a screen reader announces it anyway.
  if (error || last?.kind !== 'answer') return '';
  const text = toParts(last.entries)
    .flatMap((part) => (part.kind === 'text' ? [part.text] : []))
    .join(' ');
  return text.length <= maxLength ? text : `The answer is there: ${text.slice(0, maxLength)} …`;
}
