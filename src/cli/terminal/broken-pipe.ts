import { type Observable, fromEvent, map } from 'rxjs';
import type { CliContext } from '../cli-context.js';

/**
 * Emits when stdout is no longer read, e.g. when piped to `head -1`. Fails if stdout fails in another way, e.g. on a full disk.
 * Errors of stderr are ignored.
 */
export function brokenPipe({ stdout, stderr }: CliContext): Observable<unknown> {
  // A write may fail after the command has ended: without a listener that would be an exception.
  for (const stream of [stdout, stderr]) stream.on('error', () => undefined);
  return fromEvent(stdout, 'error').pipe(
    map((error) => {
      if ((error as NodeJS.ErrnoException).code === 'EPIPE') return error;
      throw error as Error;
    }),
  );
}
