import { Observable } from 'rxjs';

/** RxJS's `of` for one value, without the other kinds of input that `of` brings into a small bundle. */
export function emitOnce<T>(value: T): Observable<T> {
  return new Observable((subscriber) => {
    subscriber.next(value);
    subscriber.complete();
  });
}
