import { type MonoTypeOperatorFunction, type Subscriber, identity, timer } from 'rxjs';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import { withSubscriber } from '../subscribers/with-subscriber.js';
import { maxTimerDelay } from '../transport/max-timer-delay.js';
import type { StoredRun } from './run-store.js';

/** Fails with a `LimitExceededError` when the run, with earlier claims, has taken longer than `maxDuration` milliseconds. */
export function limitDuration<T>(run: StoredRun, maxDuration: number): MonoTypeOperatorFunction<T> {
  const remaining = maxDuration - (run.now - run.startedAt);
  if (remaining > maxTimerDelay) return identity;
  return withSubscriber((subscriber: Subscriber<T>) => {
    const fail = (): void => {
      const message = `the run takes longer than ${maxDuration} ms (\`maxDuration\`)`;
      subscriber.error(new LimitExceededError({ message, kind: 'run duration', limit: maxDuration }));
    };
    subscriber.add(timer(Math.max(0, remaining)).subscribe({ next: fail, error: fail }));
  });
}
