import type { Subscriber } from 'rxjs';
import { RequestAbortedError } from '../errors/request-aborted-error.js';

/**
 * Fails a run with a `RequestAbortedError` when `signal` aborts, or immediately if it has already aborted. Unlike Node, browsers do
 * not warn about a signal with many listeners.
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
