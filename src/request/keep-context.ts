import { captureContext } from '#capture-context';
import { bindContext } from '../async-context/bind-context.js';
import { subscribeInContext } from '../async-context/subscribe-in-context.js';
import type { Interceptor } from './attempt.js';

/** Interceptors that call `next` synchronously or in the context of their run. */
const interceptorsWithContext = new WeakSet<object>();

/** Marks an interceptor of this package that preserves the async context by itself. */
export function keepsContext<Request, Value>(
  interceptor: Interceptor<Request, Value>,
): Interceptor<Request, Value> {
  interceptorsWithContext.add(interceptor);
  return interceptor;
}

/**
 * Lets an interceptor resume a run from any async context, e.g. from that of another run which has ended or shares its response.
 * Restores the run's context when `next` is called, when its result is subscribed to, and when the interceptor emits. `owner` is the
 * `this` value of the interceptor.
 */
export function withContext<Request, Value>(
  interceptor: Interceptor<Request, Value>,
  owner?: unknown,
): Interceptor<Request, Value> {
  if (interceptorsWithContext.has(interceptor)) return interceptor;
  return (request, next, attempt) => {
    const context = captureContext();
    return interceptor
      .call(
        owner,
        request,
        (changed) => context.run(() => next(changed)).pipe(subscribeInContext(context)),
        attempt,
      )
      .pipe(bindContext(context));
  };
}
