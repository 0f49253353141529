import { LimitExceededError, type LimitKind } from './limit-exceeded-error.js';

/**
 * Maximum number of choices per chat, of tool calls per choice, and of fields per object. Adding another one copies all before it, so
 * that the cost of an answer is quadratic in these numbers.
 */
export const maxParts = 1000;

/** Throws a `LimitExceededError` if `count` has already reached the maximum. */
export function assertBelowMaxParts(
  count: number,
  kind: Extract<LimitKind, 'choices' | 'fields' | 'tool calls'>,
): void {
  if (count < maxParts) return;
  throw new LimitExceededError({
    message: `${kind === 'fields' ? 'an object of an answer' : 'an answer'} has more than ${maxParts} ${kind}`,
    kind,
    limit: maxParts,
  });
}
