import { type Observable, from, isObservable, of } from 'rxjs';
import { bindContext } from '../async-context/bind-context.js';

/**
 * Converts the return value of a function of the caller to an Observable: awaits a Promise, and emits any other value that is not an
 * Observable. Code of another run may emit the values of an Observable, so they are delivered in the async context of the subscriber.
 */
export function toObservable<T>(returned: Observable<T> | PromiseLike<T> | T): Observable<T> {
  if (isObservable(returned)) return returned.pipe(bindContext());
  return isPromise(returned) ? from(returned) : of(returned);
}

function isPromise<T>(value: PromiseLike<T> | T): value is PromiseLike<T> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
