import { type SchedulerAction, type Subscriber, type Subscription, asyncScheduler } from 'rxjs';
import { APITimeoutError, type TimeoutPhase } from '../errors/api-timeout-error.js';
import { followGate } from '../transport/follow-gate.js';
import { longestDelay } from '../transport/max-delay.js';
import type { ActivityTracker } from '../response/activity-tracker.js';
import type { RunGate } from './run-gate.js';

/** A timeout: its phase, and its limit in milliseconds. */
export interface Clock {
  readonly phase: TimeoutPhase;
  readonly limit: number;
}

/** Two timeouts: `first` until the first activity, `next` between two activities. */
export interface ClockPair {
  readonly first: Clock;
  readonly next: Clock;
  /** Time of the last activity, in milliseconds since 1970. */
  readonly sign: (pulse: ActivityTracker) => number | undefined;
}

/**
 * Fails a run with an `APITimeoutError` when its response is inactive for too long.
 *
 * The reader of the response records activity in `pulse`. A single timer checks it and is rescheduled for the remaining
 * time, so that there is no per-value cost. The clocks stop while `gate` is shut.
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
  // While the gate is shut, the timer does not run.
  followGate(gate.changes, run, () => {
    alarm.unsubscribe();
    alarm = watch(watched);
  });
}

/** A run with its timeouts. */
interface Watched {
  readonly run: Subscriber<never>;
  readonly pulse: ActivityTracker;
  readonly pairs: readonly ClockPair[];
  readonly gate: RunGate | undefined;
}

/** Starts to check a run. */
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

/** Returns the milliseconds until the next check, or the expired timeout. */
function look({ pulse, pairs }: Watched): Clock | number {
  let sleep = longestDelay;
  for (const { first, next, sign } of pairs) {
    const signAt = sign(pulse);
    const clock = signAt === undefined ? first : next;
    const left = (signAt ?? pulse.startedAt) + clock.limit - pulse.now();
    if (left <= 0) return clock;
    // Checks again before the second timeout can expire, in case the activity arrives in the meantime.
    sleep = Math.min(sleep, left, next.limit);
  }
  return sleep;
}

/** Creates the error of an expired timeout. */
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
