import {
  type MonoTypeOperatorFunction,
  type SchedulerAction,
  Subject,
  Subscription,
  asyncScheduler,
  defer,
  finalize,
  identity,
  ignoreElements,
  takeUntil,
  tap,
} from 'rxjs';
import { APITimeoutError, type TimeoutPhase } from '../errors/api-timeout-error.js';
import { longestDelay } from '../http/longest-delay.js';
import type { Pulse } from '../http/pulse.js';
import type { RunGate } from './run-gate.js';

/** A clock: what it waits for, and how long, in milliseconds. */
export interface Clock {
  readonly phase: TimeoutPhase;
  readonly limit: number;
}

/** Which clock runs when: the first until the sign, the second from one sign to the next. */
export interface ClockPair {
  readonly first: Clock;
  readonly next: Clock;
  /** When the last sign came, in milliseconds since 1970. */
  readonly sign: (pulse: Pulse) => number | undefined;
}

/**
 * Fails with an `APITimeoutError` when an answer gives no sign of life for too long.
 *
 * Signs are noted in `pulse` by whoever reads the answer. One timer looks after them, and goes to sleep again for what is left:
 * values pass untouched, and whatever their number costs nothing here. While `gate` is shut, the clocks stand still.
 */
export function limitSilence<T>(
  pulse: Pulse,
  pairs: readonly ClockPair[],
  gate?: RunGate,
): MonoTypeOperatorFunction<T> {
  if (pairs.every(({ first, next }) => Math.min(first.limit, next.limit) > longestDelay)) return identity;
  // Looked at again before any of the second clocks can run out, should the sign come meanwhile.
  const longestSleep = Math.min(longestDelay, ...pairs.map(({ next }) => next.limit));
  /** How long to sleep, or the clock that has run out. */
  const look = (): Clock | number => {
    let sleep = longestSleep;
    for (const { first, next, sign } of pairs) {
      const signAt = sign(pulse);
      const clock = signAt === undefined ? first : next;
      const left = (signAt ?? pulse.startedAt) + clock.limit - pulse.now();
      if (left <= 0) return clock;
      sleep = Math.min(sleep, left);
    }
    return sleep;
  };
  return (source) =>
    defer(() => {
      const alarm = new Subject<never>();
      let timer = Subscription.EMPTY;
      const watch = (): void => {
        timer.unsubscribe();
        const first = look();
        const check = function (this: SchedulerAction<unknown>): void {
          const found = look();
          if (gate?.isOpen === false) return;
          if (typeof found === 'number') this.schedule(undefined, found);
          else alarm.error(timeoutError(found));
        };
        timer = asyncScheduler.schedule(check, typeof first === 'number' ? first : 0);
      };
      watch();
      return source.pipe(
        // Until then it sleeps as long as the gate does.
        gate ? takeUntil(gate.opened.pipe(tap(watch), ignoreElements())) : identity,
        takeUntil(alarm),
        finalize(() => {
          timer.unsubscribe();
        }),
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
