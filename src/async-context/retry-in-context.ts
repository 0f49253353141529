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
  // Two captures: what the source does in the first one, such as `AsyncLocalStorage.run` on Node 20, must not change the second.
  return pipe(subscribeInContext(captureContext()), retry, bindContext(captureContext()));
}
