import type { Subscriber } from 'rxjs';
import { RequestAbortedError } from '../errors/request-aborted-error.js';

/** What is to be done when a signal aborts, and the listener that does it. */
interface Aborts {
  readonly each: Set<() => void>;
  readonly listener: () => void;
}

/** One for all runs of a signal: Node warns of a leak where a signal has more than ten listeners. */
const aborts = new WeakMap<AbortSignal, Aborts>();

/**
 * Fails a run with a `RequestAbortedError` when `signal` aborts; at once, where it has. However many runs there are, one
 * listener is on the signal; the ending of the last run takes it off.
 */
export function abortOn(run: Subscriber<never>, signal: AbortSignal | undefined): void {
  if (signal === undefined) return;
  const abort = (): void => {
    run.error(new RequestAbortedError({ message: 'the signal has aborted the run', cause: signal.reason }));
  };
  if (signal.aborted) abort();
  else run.add(listen(signal, abort));
}

/** Has `abort` called when the signal aborts; returns what takes that back. */
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
