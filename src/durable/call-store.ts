import { NEVER, type Observable, type ObservableInput } from 'rxjs';
import { withSubscriber } from '../subscribers/with-subscriber.js';
import type { AnswerTimeouts } from './answer-timeouts.js';
import { StoreCall, type StoreObserver } from './store-call.js';

/**
 * Calls the store on subscription, and repeats the call while it fails with retryable errors, for at most `storeTimeout` milliseconds. Then
 * fails with a `StoreUnavailableError`. The store is called in the async context of the subscriber, and the answer is emitted in it.
 */
export function callStore<T>(
  call: () => ObservableInput<T>,
  timeouts: AnswerTimeouts,
  observer: StoreObserver,
): Observable<T> {
  const answers: Observable<T> = NEVER;
  return answers.pipe(
    withSubscriber((subscriber) => {
      const storeCall = new StoreCall(call, timeouts, observer, subscriber);
      subscriber.add(() => {
        storeCall.cancel();
      });
      storeCall.start();
    }),
  );
}
