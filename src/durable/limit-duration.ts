import { type MonoTypeOperatorFunction, type Subscriber, identity, timer } from 'rxjs';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import { withSubscriber } from '../subscribers/with-subscriber.js';
import { maxTimerDelay } from '../transport/max-timer-delay.js';
import type { StoredRun } from './run-store.js';

/** Fails if the run takes too long. */
export function limitDuration<T>(run: StoredRun, maxDuration: number): MonoTypeOperatorFunction<T> {
  const left = maxDuration - (run.now - run.startedAt);
  if (left > maxTimerDelay) return identity;
  return withSubscriber((subscriber: Subscriber<T>) => {
    const fail = (): void => {
      const message = `the run takes longer than ${maxDuration} ms (\`maxDuration\`)`;
      subscriber.error(new LimitExceededError({ message, kind: 'run duration', limit: maxDuration }));
    };
    subscriber.add(timer(Math.max(0, left)).subscribe({ next: fail, error: fail }));
  });
}
