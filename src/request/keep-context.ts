import { captureContext } from '#capture-context';
import { bindContext } from '../async-context/bind-context.js';
import { subscribeInContext } from '../async-context/subscribe-in-context.js';
import type { ChatInterceptor } from './chat-interceptor.js';

/** Interceptors that call `next` in the context of their run, or in no other turn than their own. */
const interceptorsWithContext = new WeakSet<ChatInterceptor>();

/** Marks an interceptor of this package that keeps the async context by itself. */
export function keepsContext(interceptor: ChatInterceptor): ChatInterceptor {
  interceptorsWithContext.add(interceptor);
  return interceptor;
}

/**
 * Lets an interceptor resume a run from any async context, such as that of another run which gave up its place in a queue, or whose
 * answer it shares: the next handler is called, and its result is subscribed to, in the context of the run, and so is what the
 * interceptor emits. `owner` is the object whose method it is.
 */
export function withContext(interceptor: ChatInterceptor, owner?: unknown): ChatInterceptor {
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
