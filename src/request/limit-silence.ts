import { type SchedulerAction, type Subscriber, type Subscription, asyncScheduler } from 'rxjs';
import { APITimeoutError, type TimeoutPhase } from '../errors/api-timeout-error.js';
import { followGate } from '../transport/follow-gate.js';
import { maxTimerDelay } from '../transport/max-timer-delay.js';
import type { ActivityTracker } from '../response/activity-tracker.js';
import type { RunGate } from './run-gate.js';
import type { Timeouts } from './timeouts.js';

/** Two timeouts: `first` until the first activity, and `next` between two activities. `at` names the time of the last activity. */
interface TimeoutPair {
  readonly first: TimeoutPhase;
  readonly next: TimeoutPhase;
  readonly at: 'bytesAt' | 'outputAt';
}

const timeoutsOfBytes: readonly TimeoutPair[] = [{ first: 'headers', next: 'idle', at: 'bytesAt' }];
const timeoutsOfStream: readonly TimeoutPair[] = [
  ...timeoutsOfBytes,
  { first: 'firstToken', next: 'outputIdle', at: 'outputAt' },
];

/** Options of {@link limitSilence}. */
export interface SilenceOptions {
  readonly timeouts: Required<Timeouts>;
  /** Whether the response is a stream, which also has timeouts for output. Default: false. */
  readonly isStreaming?: boolean | undefined;
  readonly gate?: RunGate | undefined;
}

/**
 * Fails an attempt, or the wait for its key, with an `APITimeoutError` if it is silent for too long.
 *
 * The reader of the response records its `activity`. A single timer checks the times of the activity, and is rescheduled for the
 * remaining time, so that there is no cost per value. While `gate` is closed, the timeouts are paused.
 */
export function limitSilence(
  subscriber: Subscriber<never>,
  activity: ActivityTracker,
  { timeouts, isStreaming = false, gate }: SilenceOptions,
): void {
  const pairs = isStreaming ? timeoutsOfStream : timeoutsOfBytes;
  const limits: SilenceLimits = { subscriber, activity, pairs, timeouts, gate };
  let timer = startTimer(limits);
  if (gate === undefined) return;
  // The remaining time changes when the gate opens. While the gate is closed, the timer fires at most once more, without an effect.
  followGate(gate.changes, subscriber, () => {
    timer?.unsubscribe();
    timer = startTimer(limits);
  });
}

/** A subscriber with its timeouts. */
interface SilenceLimits {
  readonly subscriber: Subscriber<never>;
  readonly activity: ActivityTracker;
  readonly pairs: readonly TimeoutPair[];
  readonly timeouts: Required<Timeouts>;
  readonly gate: RunGate | undefined;
}

/** Starts the timer of the checks; returns undefined if no timeout can expire. */
function startTimer(limits: SilenceLimits): Subscription | undefined {
  const delay = check(limits);
  if (delay > maxTimerDelay) return undefined;
  const timer = asyncScheduler.schedule(checkAgain, delay, limits);
  limits.subscriber.add(timer);
  return timer;
}

function checkAgain(this: SchedulerAction<SilenceLimits>, limits?: SilenceLimits): void {
  if (limits === undefined || limits.gate?.isOpen === false) return;
  const delay = check(limits);
  if (delay <= maxTimerDelay) this.schedule(limits, delay);
}

/** Fails the subscriber if a timeout has expired. Returns the milliseconds until the next check. */
function check({ subscriber, activity, pairs, timeouts }: SilenceLimits): number {
  let delay = Infinity;
  for (const { first, next, at } of pairs) {
    const phase = activity[at] === undefined ? first : next;
    const left = (activity[at] ?? activity.startedAt) + timeouts[phase] - activity.now();
    if (left <= 0) {
      subscriber.error(timeoutError(phase, timeouts[phase]));
      return Infinity;
    }
    // `next` applies as soon as the first activity has arrived: the next check comes before `next` can expire.
    delay = Math.min(delay, left, timeouts[next]);
  }
  return delay;
}

/** Creates the error of a timeout of `limit` milliseconds that has expired. */
export function timeoutError(phase: TimeoutPhase, limit: number): APITimeoutError {
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
