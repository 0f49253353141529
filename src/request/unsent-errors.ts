const unsent = new WeakSet<object>();

/** Marks an error that was thrown before its attempt was sent: such an attempt uses no limit, and does not count as a failure. */
export function markUnsent(error: unknown): void {
  if (typeof error === 'object' && error !== null) unsent.add(error);
}

/** Whether an attempt failed with this error before anything was sent. */
export function isUnsent(error: unknown): boolean {
  return typeof error === 'object' && error !== null && unsent.has(error);
}
