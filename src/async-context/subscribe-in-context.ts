import { type MonoTypeOperatorFunction, Observable } from 'rxjs';
import type { AsyncContext } from './async-context.js';

/** Subscribes to the source in `context`, whichever context the result is subscribed to in. Adds no work per value. */
export function subscribeInContext<T>(context: AsyncContext): MonoTypeOperatorFunction<T> {
  return (source) => new Observable((subscriber) => context.run(() => source.subscribe(subscriber)));
}
