import type { ConversationState } from 'venice-rx';
import type { Entry } from './entries';

/** Longest text that a screen reader is given without being asked, in characters. */
const longest = 600;

/** What a screen reader says: that an answer is coming, then the answer, once, when it is there. */
export function toAnnouncement(
  { isRunning, error }: ConversationState,
  entries: readonly Entry[],
  waiting: ReadonlySet<string>,
): string {
  if (waiting.size > 0) return 'A tool asks whether it may run.';
  if (isRunning) return 'The answer is coming.';
  const last = entries.at(-1);
  // An error is an alert of its own.
  if (error || last?.kind !== 'answer') return '';
  const text = last.parts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join(' ');
  return text.length <= longest ? text : `The answer is there: ${text.slice(0, longest)} …`;
}
