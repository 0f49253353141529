import { type Observable, from, isObservable, of } from 'rxjs';
import { bindContext } from '../async-context/bind-context.js';
import { hasMethod } from './has-method.js';

/**
 * Converts the return value of a function of the caller to an Observable: awaits a Promise, and emits any other value that is not an
 * Observable. Code of another run may emit the values of an Observable, so they are delivered in the async context of the subscriber.
 */
export function toObservable<T>(returned: Observable<T> | PromiseLike<T> | T): Observable<T> {
  if (isObservable(returned)) return returned.pipe(bindContext());
  return hasMethod<PromiseLike<T>>(returned, 'then') ? from(returned) : of(returned);
}
