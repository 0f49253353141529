import { type Observable, from, isObservable, of } from 'rxjs';
import { bindContext } from '../async-context/bind-context.js';

/**
 * Converts the return value of a user's function to an Observable: an Observable stays as it is, a Promise is awaited, any other
 * value is emitted. An Observable may be resumed by another run, so its values are delivered in the async context of its
 * subscriber.
 */
export function toObservable<T>(returned: Observable<T> | PromiseLike<T> | T): Observable<T> {
  if (isObservable(returned)) return returned.pipe(bindContext());
  return isPromise(returned) ? from(returned) : of(returned);
}

function isPromise<T>(value: PromiseLike<T> | T): value is PromiseLike<T> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
