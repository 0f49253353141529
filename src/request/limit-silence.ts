import { type SchedulerAction, type Subscriber, type Subscription, asyncScheduler } from 'rxjs';
import { APITimeoutError, type TimeoutPhase } from '../errors/api-timeout-error.js';
import { followGate } from '../transport/follow-gate.js';
import { maxTimerDelay } from '../transport/max-timer-delay.js';
import type { ActivityTracker } from '../response/activity-tracker.js';
import type { RunGate } from './run-gate.js';
import type { Timeouts } from './timeouts.js';

/** Two timeouts: `first` until the first activity, `next` between two activities; `at` is the time of the last one. */
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

/** The timeouts of a response, and what they depend on. */
export interface SilenceOptions {
  readonly timeouts: Required<Timeouts>;
  /** Whether output is expected too. Default: only bytes are. */
  readonly isStreaming?: boolean | undefined;
  readonly gate?: RunGate | undefined;
}

/**
 * Fails a run with an `APITimeoutError` when its response is inactive for too long.
 *
 * The reader of the response records its `activity`. A single timer checks it and is rescheduled for the remaining time, so that
 * there is no per-value cost. The timeouts are paused while `gate` is shut.
 */
export function limitSilence(
  run: Subscriber<never>,
  activity: ActivityTracker,
  { timeouts, isStreaming = false, gate }: SilenceOptions,
): void {
  const pairs = isStreaming ? timeoutsOfStream : timeoutsOfBytes;
  const watched: Watched = { run, activity, pairs, timeouts, gate };
  let alarm = watch(watched);
  if (gate === undefined) return;
  // The remaining time changes when the gate opens. While it is shut, the timer fires at most once more, without an effect.
  followGate(gate.changes, run, () => {
    alarm?.unsubscribe();
    alarm = watch(watched);
  });
}

/** A run with its timeouts. */
interface Watched {
  readonly run: Subscriber<never>;
  readonly activity: ActivityTracker;
  readonly pairs: readonly TimeoutPair[];
  readonly timeouts: Required<Timeouts>;
  readonly gate: RunGate | undefined;
}

/** Starts to check a run, unless none of its timeouts can expire. */
function watch(watched: Watched): Subscription | undefined {
  const delay = check(watched);
  if (delay > maxTimerDelay) return undefined;
  const alarm = asyncScheduler.schedule(checkAgain, delay, watched);
  watched.run.add(alarm);
  return alarm;
}

function checkAgain(this: SchedulerAction<Watched>, watched?: Watched): void {
  if (watched === undefined || watched.gate?.isOpen === false) return;
  const delay = check(watched);
  if (delay <= maxTimerDelay) this.schedule(watched, delay);
}

/** Fails the run if a timeout has expired. Returns the milliseconds until the next check. */
function check({ run, activity, pairs, timeouts }: Watched): number {
  let delay = Infinity;
  for (const { first, next, at } of pairs) {
    const phase = activity[at] === undefined ? first : next;
    const left = (activity[at] ?? activity.startedAt) + timeouts[phase] - activity.now();
    if (left <= 0) {
      run.error(timeoutError(phase, timeouts[phase]));
      return Infinity;
    }
    // If the first activity arrives in the meantime, `next` applies from then on: checks again before it can expire.
    delay = Math.min(delay, left, timeouts[next]);
  }
  return delay;
}

/** Creates the error that the client emits when one of its `timeouts`, of `limit` milliseconds, has expired. */
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
