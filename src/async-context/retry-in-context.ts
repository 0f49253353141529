import { type MonoTypeOperatorFunction, identity, pipe } from 'rxjs';
import { captureContext } from '#capture-context';
import { bindContext } from './bind-context.js';
import { subscribeInContext } from './subscribe-in-context.js';

/**
 * Applies the caller's operator `retry` so that each attempt and its notifications run in the current async context, even if the
 * notifier that starts a retry emits in another context.
 */
export function retryInContext<T>(retry: MonoTypeOperatorFunction<T>): MonoTypeOperatorFunction<T> {
  if (retry === identity) return identity;
  // Captured twice: on Node 20, `AsyncLocalStorage.run` in the source changes the first captured context, and must not change the second.
  return pipe(subscribeInContext(captureContext()), retry, bindContext(captureContext()));
}
