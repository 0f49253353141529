import {
  type MonoTypeOperatorFunction,
  type Observable,
  defer,
  fromEventPattern,
  identity,
  map,
  of,
  share,
  takeUntil,
} from 'rxjs';
import { RequestAbortedError } from '../errors/request-aborted-error.js';

/** The abort of each signal that runs listen to. */
const aborts = new WeakMap<AbortSignal, Observable<unknown>>();

/**
 * Fails with a `RequestAbortedError` when `signal` aborts; nothing is subscribed to when it has aborted already. However
 * many runs there are, one listener is on the signal; the ending of the last run takes it off.
 */
export function abortOn<T>(signal: AbortSignal | undefined): MonoTypeOperatorFunction<T> {
  if (signal === undefined) return identity;
  const aborted = defer(() => (signal.aborted ? of(undefined) : abortOf(signal)));
  return takeUntil(
    aborted.pipe(
      map(() => {
        throw new RequestAbortedError({ message: 'the signal has aborted the run', cause: signal.reason });
      }),
    ),
  );
}

/** One for all runs of a signal: Node warns of a leak where a signal has more than ten listeners. */
function abortOf(signal: AbortSignal): Observable<unknown> {
  const known = aborts.get(signal);
  if (known !== undefined) return known;
  const abort = fromEventPattern(
    (handler) => signal.addEventListener('abort', handler),
    (handler) => signal.removeEventListener('abort', handler),
  ).pipe(share());
  aborts.set(signal, abort);
  return abort;
}
