import { Observable } from 'rxjs';

/**
 * RxJS's `defer` for a factory that returns an Observable. `defer`, `from`, `mergeMap` and `catchError` also accept Promises,
 * iterables and other inputs; the code that converts them would be a tenth of the bundle of a minimal browser app.
 */
export function deferObservable<T>(factory: () => Observable<T>): Observable<T> {
  return new Observable((subscriber) => factory().subscribe(subscriber));
}
