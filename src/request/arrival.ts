import { isObject } from '../json/is-record.js';

let last = 0;

/** Arrivals of failed runs, until their request is sent again. */
const kept = new WeakMap<object, number>();

/** The arrival of a run: the next number, or that of an earlier run of the same request which has failed. */
export function takeArrival(request: unknown): number {
  const before = isObject(request) ? kept.get(request) : undefined;
  if (before === undefined) return ++last;
  // For one run only, since others of the same request are not retries.
  kept.delete(request as object);
  return before;
}

/** Lets the next run of this request, such as a retry by an operator, take the place of this one. */
export function keepArrival(request: unknown, arrival: number): void {
  if (isObject(request)) kept.set(request, arrival);
}
