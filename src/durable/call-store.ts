import {
  type MonoTypeOperatorFunction,
  type Observable,
  type ObservableInput,
  asyncScheduler,
  defer,
  retry,
  tap,
  timeout,
  timer,
} from 'rxjs';
import { retryInContext } from '../async-context/retry-in-context.js';
import { StoreUnavailableError } from '../errors/store-unavailable-error.js';
import { isVeniceError } from '../errors/venice-error.js';
import { rethrow } from '../subscribers/rethrow.js';
import { jittered } from './jittered.js';

/** Milliseconds before the first repetition of a failed call; each wait is twice as long as the one before. */
const firstWait = 50;
const longestWait = 1000;
/** One call that never settles must not use up the whole time. */
const callsPerTimeout = 4;

/** Is notified of failed and of successful calls of the store. */
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
      timeout({ first: storeTimeout / callsPerTimeout }),
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
