import { type MonoTypeOperatorFunction, identity, pipe } from 'rxjs';
import { captureContext } from '#capture-context';
import { bindContext } from './bind-context.js';
import { subscribeInContext } from './subscribe-in-context.js';

/**
 * Applies the user's operator `retry` so that each attempt, and what comes of it, is in the current async context: what a retry
 * waits for may emit in any other one.
 */
export function retryInContext<T>(retry: MonoTypeOperatorFunction<T>): MonoTypeOperatorFunction<T> {
  if (retry === identity) return identity;
  const context = captureContext();
  return pipe(subscribeInContext(context), retry, bindContext(context));
}
