import type { Subscriber } from 'rxjs';
import { RequestAbortedError } from '../errors/request-aborted-error.js';

/**
 * Fails a run with a `RequestAbortedError` when `signal` aborts; immediately if it has aborted. Browsers do not limit
 * listeners.
 */
export function abortOn(run: Subscriber<never>, signal: AbortSignal | undefined): void {
  if (signal === undefined) return;
  const abort = (): void => {
    run.error(new RequestAbortedError({ message: 'the signal has aborted the run', cause: signal.reason }));
  };
  if (signal.aborted) {
    abort();
    return;
  }
  signal.addEventListener('abort', abort);
  run.add(() => {
    signal.removeEventListener('abort', abort);
  });
}
