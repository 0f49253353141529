import { Observable } from 'rxjs';
import { hasMethod } from './has-method.js';

/** Converts a Promise, or an Observable of any copy of RxJS, to an Observable. Returns undefined for any other value. */
export function fromAsyncValue<T>(value: PromiseLike<T>): Observable<T>;
export function fromAsyncValue(value: unknown): Observable<unknown> | undefined;
export function fromAsyncValue(value: unknown): Observable<unknown> | undefined {
  if (hasMethod<Observable<unknown>>(value, 'subscribe')) {
    return new Observable((subscriber) => value.subscribe(subscriber));
  }
  if (!hasMethod<PromiseLike<unknown>>(value, 'then')) return undefined;
  return new Observable((subscriber) => {
    value.then(
      (item) => {
        subscriber.next(item);
        subscriber.complete();
      },
      (error: unknown) => {
        subscriber.error(error);
      },
    );
  });
}
