import {
  type MonoTypeOperatorFunction,
  asyncScheduler,
  defer,
  identity,
  ignoreElements,
  repeat,
  takeUntil,
  timer,
} from 'rxjs';
import { APITimeoutError, type TimeoutPhase } from '../errors/api-timeout-error.js';
import { longestDelay } from '../http/longest-delay.js';
import type { Pulse } from '../http/pulse.js';

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
 * values pass untouched, and whatever their number costs nothing here.
 */
export function limitSilence<T>(pulse: Pulse, pairs: readonly ClockPair[]): MonoTypeOperatorFunction<T> {
  // Asked again before any of the second clocks can run out, should the sign come meanwhile.
  const longestSleep = Math.min(longestDelay, ...pairs.map(({ next }) => next.limit));
  if (pairs.every(({ first, next }) => Math.min(first.limit, next.limit) > longestDelay)) return identity;
  const look = defer(() => {
    const now = asyncScheduler.now();
    let sleep = longestSleep;
    for (const { first, next, sign } of pairs) {
      const signAt = sign(pulse);
      const clock = signAt === undefined ? first : next;
      const left = (signAt ?? pulse.startedAt) + clock.limit - now;
      if (left <= 0) throw timeoutError(clock);
      if (left < sleep) sleep = left;
    }
    return timer(sleep).pipe(ignoreElements());
  });
  return takeUntil(look.pipe(repeat()));
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
