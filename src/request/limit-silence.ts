import { type SchedulerAction, type Subscriber, type Subscription, asyncScheduler } from 'rxjs';
import { APITimeoutError, type TimeoutPhase } from '../errors/api-timeout-error.js';
import { followGate } from '../transport/follow-gate.js';
import { longestDelay } from '../transport/max-delay.js';
import type { ActivityTracker } from '../response/activity-tracker.js';
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
  readonly sign: (pulse: ActivityTracker) => number | undefined;
}

/**
 * Fails a run with an `APITimeoutError` when its answer gives no sign of life for too long.
 *
 * Signs are noted in `pulse` by the reader of the answer. One timer looks after them, and goes to sleep again for what is left:
 * values pass untouched, and whatever their number costs nothing here. While `gate` is shut, the clocks stand still.
 */
export function limitSilence(
  run: Subscriber<never>,
  pulse: ActivityTracker,
  pairs: readonly ClockPair[],
  gate?: RunGate,
): void {
  if (pairs.every(({ first, next }) => Math.min(first.limit, next.limit) > longestDelay)) return;
  const watched: Watched = { run, pulse, pairs, gate };
  let alarm = watch(watched);
  if (gate === undefined) return;
  // Until then it sleeps as long as the gate does.
  followGate(gate.opened, run, () => {
    alarm.unsubscribe();
    alarm = watch(watched);
  });
}

/** A run whose signs of life are looked after. */
interface Watched {
  readonly run: Subscriber<never>;
  readonly pulse: ActivityTracker;
  readonly pairs: readonly ClockPair[];
  readonly gate: RunGate | undefined;
}

/** Looks after a run from now on. */
function watch(watched: Watched): Subscription {
  const found = look(watched);
  const alarm = asyncScheduler.schedule(lookAgain, typeof found === 'number' ? found : 0, watched);
  watched.run.add(alarm);
  return alarm;
}

function lookAgain(this: SchedulerAction<Watched>, watched?: Watched): void {
  if (watched === undefined || watched.gate?.isOpen === false) return;
  const found = look(watched);
  if (typeof found === 'number') this.schedule(watched, found);
  else watched.run.error(timeoutError(found));
}

/** How long to sleep, or the clock that has run out. */
function look({ pulse, pairs }: Watched): Clock | number {
  let sleep = longestDelay;
  for (const { first, next, sign } of pairs) {
    const signAt = sign(pulse);
    const clock = signAt === undefined ? first : next;
    const left = (signAt ?? pulse.startedAt) + clock.limit - pulse.now();
    if (left <= 0) return clock;
    // Looked at again before the second clock can run out, should the sign come meanwhile.
    sleep = Math.min(sleep, left, next.limit);
  }
  return sleep;
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
  outputIdle: 'no further part of the answer',
  total: 'the run was not finished',
};
