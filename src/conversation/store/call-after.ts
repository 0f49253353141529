import { type Subscription, noop, timer } from 'rxjs';

/** Calls a function after a delay, unless the returned subscription is unsubscribed earlier. */
export function callAfter(milliseconds: number, callback: () => void): Subscription {
  return timer(milliseconds).subscribe({ next: callback, error: noop });
}
