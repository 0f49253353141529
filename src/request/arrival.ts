import { isObject } from '../json/is-record.js';

let last = 0;

/** Arrivals of failed runs, by their request object, until the request is sent again. */
const arrivals = new WeakMap<object, number>();

/** Returns the arrival of a run: that of the failed run of the same request object which `keepArrival` has kept, else the next number. */
export function takeArrival(request: unknown): number {
  const before = isObject(request) ? arrivals.get(request) : undefined;
  if (before === undefined) return ++last;
  // Only one run is the retry of the failed run: further runs of the same request are new.
  arrivals.delete(request as object);
  return before;
}

/** Keeps the arrival of a failed run for the next run of the same request object: probably a retry by an operator. */
export function keepArrival(request: unknown, arrival: number): void {
  if (isObject(request)) arrivals.set(request, arrival);
}
