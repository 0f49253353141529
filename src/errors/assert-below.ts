import { LimitExceededError, type LimitKind } from './limit-exceeded-error.js';

/**
 * How many answers a chat may have, how many calls one of them, and how many fields of any name each of their objects: each of them
 * costs a step for every one before it.
 */
export const maxParts = 1000;

/** Throws a `LimitExceededError` where there are as many already as there may be. */
export function assertBelow(
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
