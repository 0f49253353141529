import { type Observable, defer } from 'rxjs';

/** Fails with `error`, even if it is a function: `throwError` of RxJS would call it. */
export function rethrow(error: unknown): Observable<never> {
  return defer(() => {
    throw error;
  });
}
