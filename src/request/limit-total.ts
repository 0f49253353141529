import { type Subscriber, asyncScheduler } from 'rxjs';
import { maxTimerDelay } from '../transport/max-timer-delay.js';
import { timeoutError } from './limit-silence.js';

/** Fails a run with an `APITimeoutError` if it has not ended within `limit` milliseconds. */
export function limitTotal(run: Subscriber<never>, limit: number): void {
  if (limit > maxTimerDelay) return;
  run.add(
    asyncScheduler.schedule(() => {
      run.error(timeoutError('total', limit));
    }, limit),
  );
}
