import { type Observable, defer, finalize, fromEvent, map, merge, reduce, takeUntil } from 'rxjs';
import type { InputStream } from '../surroundings.js';

/** Emits everything that stands in a stream, once it has ended. Unsubscribing closes the stream. */
export function readAll(input: InputStream): Observable<string> {
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
      reduce((text, piece) => text + piece, ''),
      finalize(() => input.destroy()),
    );
  });
}
