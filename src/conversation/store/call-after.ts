import { type Subscription, noop, timer } from 'rxjs';

/** Calls a function after so many milliseconds, unless it is unsubscribed from before. */
export function callAfter(milliseconds: number, callback: () => void): Subscription {
  return timer(milliseconds).subscribe({ next: callback, error: noop });
}
