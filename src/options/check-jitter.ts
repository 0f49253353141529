import { invalidOption } from './invalid-option.js';

/** Returns the result of an option `jitter`, or throws a `TypeError` if it is not a number from 0 to 1. */
export function checkJitter(random: number): number {
  if (random >= 0 && random <= 1) return random;
  throw invalidOption('jitter', 'a number from 0 to 1', random, 'return');
}
