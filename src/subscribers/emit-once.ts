import { Observable } from 'rxjs';

/** RxJS's `of` for one value, without the code that `of` would add to the bundle of a browser app. */
export function emitOnce<T>(value: T): Observable<T> {
  return new Observable((subscriber) => {
    subscriber.next(value);
    subscriber.complete();
  });
}
