import { type MonoTypeOperatorFunction, defer, fromEventPattern, identity, map, of, takeUntil } from 'rxjs';
import { RequestAbortedError } from '../errors/request-aborted-error.js';

/**
 * Fails with a `RequestAbortedError` when `signal` aborts; nothing is subscribed to when it has aborted already. Every
 * ending takes the listener off the signal.
 */
export function abortOn<T>(signal: AbortSignal | undefined): MonoTypeOperatorFunction<T> {
  if (signal === undefined) return identity;
  const aborted = defer(() =>
    signal.aborted
      ? of(undefined)
      : fromEventPattern(
          (handler) => signal.addEventListener('abort', handler),
          (handler) => signal.removeEventListener('abort', handler),
        ),
  );
  return takeUntil(
    aborted.pipe(
      map(() => {
        throw new RequestAbortedError({ message: 'the signal has aborted the run', cause: signal.reason });
      }),
    ),
  );
}
