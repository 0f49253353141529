import { Observable } from 'rxjs';

/**
 * RxJS's `defer` for a factory of Observables. `defer`, `from`, `mergeMap` and `catchError` accept every other kind of input
 * too, whose conversion takes a tenth of a small bundle.
 */
export function deferObservable<T>(factory: () => Observable<T>): Observable<T> {
  return new Observable((subscriber) => factory().subscribe(subscriber));
}
