import { EMPTY, type Observable, defer, finalize, fromEvent, map, merge, takeUntil } from 'rxjs';
import type { InputStream } from '../cli-context.js';

/** Emits the text of a stream as it arrives, until the stream ends. Unsubscribing closes the stream. Does not read a terminal. */
export function readPieces(input: InputStream): Observable<string> {
  if (input.isTTY === true) return EMPTY;
  return defer(() => {
    input.setEncoding('utf8');
    const failure = fromEvent(input, 'error').pipe(
      map((error): never => {
        throw error as Error;
      }),
    );
    const pieces = fromEvent(input, 'data') as Observable<string>;
    return merge(pieces, failure).pipe(
      takeUntil(fromEvent(input, 'end')),
      finalize(() => input.destroy()),
    );
  });
}
