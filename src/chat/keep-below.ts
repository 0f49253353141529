import { LimitExceededError, type LimitedThing } from '../errors/limit-exceeded-error.js';

/** How many answers a chat may have, and how many calls one of them: each of them costs a step for every one before it. */
const mostParts = 1000;

/** Throws a `LimitExceededError` where there are as many already as there may be. */
export function keepBelow(count: number, what: Extract<LimitedThing, 'choices' | 'tool calls'>): void {
  if (count < mostParts) return;
  throw new LimitExceededError({
    message: `an answer has more than ${mostParts} ${what}`,
    what,
    limit: mostParts,
  });
}
