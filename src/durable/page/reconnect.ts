import {
  type MonoTypeOperatorFunction,
  NEVER,
  type Observable,
  defer,
  fromEvent,
  merge,
  retry,
  take,
  timer,
} from 'rxjs';
import { retryDelay } from '../../errors/from-response/retry-delay.js';
import { type VeniceError, isVeniceError } from '../../errors/venice-error.js';
import { checkJitter } from '../../options/check-jitter.js';
import { hasMethod } from '../../subscribers/has-method.js';
import { maxTimerDelay } from '../../transport/max-timer-delay.js';
import type { ReconnectOptions } from './follow-run-options.js';
import type { RunFollower } from './run-follower.js';
import { isEndOfRun } from './to-run-error.js';

/** Reconnects after a lost connection, until the run ends, or until `maxRetries` consecutive reconnections have brought no new frame. */
export function reconnect<T>(run: RunFollower, options: ReconnectOptions): MonoTypeOperatorFunction<T> {
  const { maxRetries = 20, maxWait = 60_000, jitter = Math.random, onReconnect } = options;
  const waitAfter = (error: unknown): Observable<unknown> => {
    if (!isVeniceError(error)) throw error;
    if (!error.isRetryable || isEndOfRun(error)) throw withPartial(error, run);
    run.failures += 1;
    const { failures, minWait } = run;
    if (failures > maxRetries || (error.retryAfter ?? 0) > maxWait) {
      throw withPartial(error, run).with({ attempts: failures, retriesExhausted: true });
    }
    const random = checkJitter(jitter());
    const delay = Math.max(retryDelay(error, failures, random), minWait * (1 - random / 4));
    const wait = Math.min(delay, maxWait, maxTimerDelay);
    onReconnect?.({ error, failures, wait });
    return merge(timer(wait), online).pipe(take(1));
  };
  return retry({ delay: waitAfter });
}

/** Emits when a browser comes online. */
const online: Observable<unknown> = defer(() =>
  hasMethod<EventTarget>(globalThis, 'addEventListener') ? fromEvent(globalThis, 'online') : NEVER,
);

function withPartial(error: VeniceError, { partial }: RunFollower): VeniceError {
  return partial === undefined || error.partial === partial ? error : error.with({ partial });
}
