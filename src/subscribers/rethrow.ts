import { type Observable, defer } from 'rxjs';

/** Fails with `error`, as it is. `throwError` of RxJS is for errors that are created at the call. */
export function rethrow(error: unknown): Observable<never> {
  return defer(() => {
    throw error;
  });
}
