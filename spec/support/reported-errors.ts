/**
 * Resolves after RxJS has reported the errors that no observer has handled so far. RxJS reports them in a timer of 0 ms, and timers
 * with the same delay fire in the order in which they were set.
 */
export function reportedErrors(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
