import { type Observable, from, isObservable, of } from 'rxjs';
import { bindContext } from '../async-context/bind-context.js';

/**
 * What a function of the user's returned, as an Observable: one as it is, a Promise awaited, any other value itself. An Observable
 * may be resumed by another run: its values are delivered in the async context of its subscriber.
 */
export function toObservable<T>(returned: Observable<T> | PromiseLike<T> | T): Observable<T> {
  if (isObservable(returned)) return returned.pipe(bindContext());
  return isPromise(returned) ? from(returned) : of(returned);
}

function isPromise<T>(value: PromiseLike<T> | T): value is PromiseLike<T> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
