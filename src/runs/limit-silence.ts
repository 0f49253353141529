import {
  EMPTY,
  type MonoTypeOperatorFunction,
  type Observable,
  asyncScheduler,
  defer,
  identity,
  repeat,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import { APITimeoutError, type TimeoutPhase } from '../errors/api-timeout-error.js';
import { longestDelay } from '../http/longest-delay.js';
import { whileOpen } from './while-open.js';

/** One clock: what is waited for, and how long, in milliseconds. */
export interface Clock {
  readonly phase: TimeoutPhase;
  readonly limit: number;
}

/** Which clock runs when. */
export interface SilenceConfig<T> {
  /** From the subscription until the first sign. */
  readonly first: Clock;
  /** From one sign to the next. */
  readonly next: Clock;
  /** What counts as a sign of life. */
  readonly isSign: (value: T) => boolean;
  /** While its last value is false, nothing is read and the clocks stand still. Emits when it is subscribed to. */
  readonly gate?: Observable<boolean> | undefined;
}

/**
 * Fails with an `APITimeoutError` when the source gives no sign for too long.
 *
 * A sign only records the time. One timer looks after it, and goes to sleep again for what is left: a timer for each
 * value would cost more than parsing it.
 */
export function limitSilence<T>({
  first,
  next,
  isSign,
  gate,
}: SilenceConfig<T>): MonoTypeOperatorFunction<T> {
  if (Math.min(first.limit, next.limit) > longestDelay) return identity;
  return (source) =>
    defer(() => {
      let clock = first;
      let since = asyncScheduler.now();
      const left = (): number => since + clock.limit - asyncScheduler.now();
      const alarm = defer(() => {
        if (left() > 0) return EMPTY;
        throw timeoutError(clock);
      }).pipe(
        // Never longer than `next`, so that the alarm is in time should the clock change meanwhile.
        repeat({ delay: () => timer(Math.min(left(), next.limit, longestDelay)) }),
      );
      const reopened = (pause: number): void => {
        since = Math.min(since + pause, asyncScheduler.now());
      };
      return source.pipe(
        tap((value) => {
          if (!isSign(value)) return;
          clock = next;
          since = asyncScheduler.now();
        }),
        takeUntil(whileOpen(gate, alarm, reopened)),
      );
    });
}

/** The error of a clock that has run out. */
export function timeoutError({ phase, limit }: Clock): APITimeoutError {
  return new APITimeoutError({
    message: `${missing[phase]} within ${limit} ms (timeouts.${phase})`,
    phase,
    limit,
  });
}

const missing: Readonly<Record<TimeoutPhase, string>> = {
  connect: 'no connection',
  headers: 'no response headers',
  firstToken: 'no part of the answer',
  idle: 'no bytes',
  contentIdle: 'no further part of the answer',
  total: 'the run was not finished',
};
