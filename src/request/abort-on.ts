import type { Subscriber } from 'rxjs';
import { RequestAbortedError } from '../errors/request-aborted-error.js';

/** Callbacks for the abort of a signal, and the listener that calls them. */
interface Aborts {
  readonly each: Set<() => void>;
  readonly listener: () => void;
}

/** One listener per signal: Node warns of a leak if a signal has more than ten. */
const aborts = new WeakMap<AbortSignal, Aborts>();

/**
 * Fails a run with a `RequestAbortedError` when `signal` aborts; immediately if it has aborted. All runs of a signal share
 * one listener, which is removed at the end of the last run.
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
  const { each, listener } = getAborts(signal);
  if (each.size === 0) signal.addEventListener('abort', listener);
  each.add(abort);
  return () => {
    if (each.delete(abort) && each.size === 0) signal.removeEventListener('abort', listener);
  };
}

function getAborts(signal: AbortSignal): Aborts {
  const known = aborts.get(signal);
  if (known !== undefined) return known;
  const each = new Set<() => void>();
  const listener = (): void => {
    for (const abort of each) abort();
  };
  const added = { each, listener };
  aborts.set(signal, added);
  return added;
}
