import {
  type MonoTypeOperatorFunction,
  type Observable,
  type ObservableInput,
  asyncScheduler,
  defer,
  delay,
  map,
  retry,
  take,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import { retryInContext } from '../async-context/retry-in-context.js';
import { StoreUnavailableError } from '../errors/store-unavailable-error.js';
import { isVeniceError } from '../errors/venice-error.js';
import { rethrow } from '../subscribers/rethrow.js';
import { jittered } from './jittered.js';

/** Milliseconds before a failed call is repeated for the first time; each later wait is twice as long as the previous one. */
const firstWait = 50;
const longestWait = 1000;
/** Number of calls for which `storeTimeout` is enough, so that one call that never settles does not use up all of it. */
const callsPerTimeout = 4;

/** Callbacks for failed and successful calls of the store. */
export interface StoreObserver {
  readonly failed: (error: unknown) => void;
  readonly answered: () => void;
}

/**
 * Calls the store, and repeats the same call while it fails with transient errors, for at most `storeTimeout` milliseconds. Then fails with a
 * `StoreUnavailableError`. Calls and answers are in the async context of the subscriber.
 */
export function callStore<T>(
  call: () => ObservableInput<T>,
  storeTimeout: number,
  observer: StoreObserver,
): Observable<T> {
  return defer(() => {
    const deadline = asyncScheduler.now() + storeTimeout;
    return defer(call).pipe(
      take(1),
      failAfter(storeTimeout / callsPerTimeout),
      tap({
        next: () => {
          observer.answered();
        },
        error: (error: unknown) => {
          observer.failed(error);
        },
      }),
      // A store may answer in the context of any other call, e.g. if it batches them.
      retryInContext(repeatUntil(deadline)),
    );
  });
}

/** A process that was busy for so long first reads the answers that have come in the meantime: those wait for its timers. */
function failAfter<T>(milliseconds: number): MonoTypeOperatorFunction<T> {
  const late = timer(milliseconds).pipe(
    delay(0),
    map(() => {
      throw new Error(`the store has not answered within ${milliseconds} ms`);
    }),
  );
  return takeUntil(late);
}

function repeatUntil<T>(deadline: number): MonoTypeOperatorFunction<T> {
  return retry({
    delay: (error, count) => {
      if (isFinal(error)) return rethrow(error);
      const wait = jittered(Math.min(longestWait, firstWait * 2 ** (count - 1)));
      if (asyncScheduler.now() + wait >= deadline) return rethrow(unavailable(error));
      return timer(wait);
    },
  });
}

function isFinal(error: unknown): boolean {
  return isVeniceError(error) && !error.isRetryable;
}

function unavailable(cause: unknown): StoreUnavailableError {
  return new StoreUnavailableError({ message: 'the store of durable runs is not available', cause });
}
