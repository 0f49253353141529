import type { Subscriber } from 'rxjs';
import { RequestAbortedError } from '../errors/request-aborted-error.js';

/** The listener of a signal, and the callbacks that the listener calls. */
interface Aborts {
  readonly callbacks: Set<() => void>;
  readonly listener: () => void;
}

/** One listener per signal: Node warns about a leak if a signal has more than ten listeners. */
const aborts = new WeakMap<AbortSignal, Aborts>();

/**
 * Fails a run with a `RequestAbortedError` when `signal` aborts, or immediately if it has already aborted. All runs with the same
 * signal share one listener, which is removed at the end of the last run.
 */
export function abortOn(run: Subscriber<never>, signal: AbortSignal | undefined): void {
  if (signal === undefined) return;
  const abort = (): void => {
    run.error(new RequestAbortedError({ message: 'the signal has aborted the run', cause: signal.reason }));
  };
  if (signal.aborted) abort();
  else run.add(listen(signal, abort));
}

/** Calls `abort` when the signal aborts. Returns a function that cancels this. */
function listen(signal: AbortSignal, abort: () => void): () => void {
  const { callbacks, listener } = getAborts(signal);
  if (callbacks.size === 0) signal.addEventListener('abort', listener);
  callbacks.add(abort);
  return () => {
    if (callbacks.delete(abort) && callbacks.size === 0) signal.removeEventListener('abort', listener);
  };
}

function getAborts(signal: AbortSignal): Aborts {
  const existing = aborts.get(signal);
  if (existing !== undefined) return existing;
  const callbacks = new Set<() => void>();
  const listener = (): void => {
    for (const abort of callbacks) abort();
  };
  const added = { callbacks, listener };
  aborts.set(signal, added);
  return added;
}
