/** The async context of the moment in which it was captured: the stores of `AsyncLocalStorage`, and the zone of zone.js. */
export interface AsyncContext {
  /** Calls `callback` in this context, and returns its result. */
  run<Result>(callback: () => Result): Result;
  /** Whether `other` has the same stores and the same zone. False if this cannot be decided. */
  equals(other: AsyncContext): boolean;
}
