import { type Subscriber, asyncScheduler } from 'rxjs';
import { longestDelay } from '../transport/max-delay.js';
import { timeoutError } from './limit-silence.js';

/** Fails a run with an `APITimeoutError` if it has not ended within `limit` milliseconds. */
export function limitTotal(run: Subscriber<never>, limit: number): void {
  if (limit > longestDelay) return;
  run.add(
    asyncScheduler.schedule(() => {
      run.error(timeoutError('total', limit));
    }, limit),
  );
}
