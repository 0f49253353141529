import { type MonoTypeOperatorFunction, Observable } from 'rxjs';
import type { AsyncContext } from './async-context.js';

/** Subscribes to the source in `context`, even if the result is subscribed to in another one. Adds no work per value. */
export function subscribeInContext<T>(context: AsyncContext): MonoTypeOperatorFunction<T> {
  return (source) => new Observable((subscriber) => context.run(() => source.subscribe(subscriber)));
}
