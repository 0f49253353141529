import { type MonoTypeOperatorFunction, identity, map, takeUntil, timer } from 'rxjs';
import { longestDelay } from '../http/longest-delay.js';
import { timeoutError } from './limit-silence.js';

/** Fails with an `APITimeoutError` when the source has not ended within `limit` milliseconds. */
export function limitTotal<T>(limit: number): MonoTypeOperatorFunction<T> {
  if (limit > longestDelay) return identity;
  return takeUntil(
    timer(limit).pipe(
      map(() => {
        throw timeoutError({ phase: 'total', limit });
      }),
    ),
  );
}
