import { type Observable, fromEvent, map } from 'rxjs';
import type { CliContext } from '../cli-context.js';

/**
 * Emits when no program reads stdout any longer, e.g. after `| head -1`. Fails if stdout fails in another way, e.g. on a full disk.
 * Ignores errors of stderr.
 */
export function brokenPipe({ stdout, stderr }: CliContext): Observable<unknown> {
  // A write may fail after the command has ended. Without a listener, the error would be an uncaught exception.
  for (const stream of [stdout, stderr]) stream.on('error', () => undefined);
  return fromEvent(stdout, 'error').pipe(
    map((error) => {
      if ((error as NodeJS.ErrnoException).code === 'EPIPE') return error;
      throw error as Error;
    }),
  );
}
