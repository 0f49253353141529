import { NEVER, type Observable, type ObservableInput } from 'rxjs';
import { withSubscriber } from '../subscribers/with-subscriber.js';
import type { AnswerTimeouts } from './answer-timeouts.js';
import { StoreCall, type StoreObserver } from './store-call.js';

/**
 * Calls the store, and repeats the same call while it fails with transient errors, for at most `storeTimeout` milliseconds. Then fails with a
 * `StoreUnavailableError`. Calls and answers are in the async context of the subscriber.
 */
export function callStore<T>(
  call: () => ObservableInput<T>,
  timeouts: AnswerTimeouts,
  observer: StoreObserver,
): Observable<T> {
  const answers: Observable<T> = NEVER;
  return answers.pipe(
    withSubscriber((subscriber) => {
      const started = new StoreCall(call, timeouts, observer, subscriber);
      subscriber.add(() => {
        started.cancel();
      });
      started.start();
    }),
  );
}
