import { type MonoTypeOperatorFunction, asyncScheduler, identity } from 'rxjs';
import { beside } from '../http/beside.js';
import { longestDelay } from '../http/longest-delay.js';
import { timeoutError } from './limit-silence.js';

/** Fails with an `APITimeoutError` when the source has not ended within `limit` milliseconds. */
export function limitTotal<T>(limit: number): MonoTypeOperatorFunction<T> {
  if (limit > longestDelay) return identity;
  return beside((subscriber) => {
    subscriber.add(
      asyncScheduler.schedule(() => {
        subscriber.error(timeoutError({ phase: 'total', limit }));
      }, limit),
    );
  });
}
