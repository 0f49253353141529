import { type MonoTypeOperatorFunction, identity, pipe } from 'rxjs';
import { captureContext } from '#capture-context';
import { bindContext } from './bind-context.js';
import { subscribeInContext } from './subscribe-in-context.js';

/**
 * Applies the user's operator `retry` so that each attempt and its notifications run in the current async context: the notifier
 * of a retry may emit in any other one.
 */
export function retryInContext<T>(retry: MonoTypeOperatorFunction<T>): MonoTypeOperatorFunction<T> {
  if (retry === identity) return identity;
  const context = captureContext();
  return pipe(subscribeInContext(context), retry, bindContext(context));
}
