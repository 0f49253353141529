const unsent = new WeakSet<object>();

/** Marks this error of an attempt as thrown before anything was sent: it uses no limit and does not count as a failure. */
export function markUnsent(error: unknown): void {
  if (typeof error === 'object' && error !== null) unsent.add(error);
}

/** Whether an attempt failed with this error before anything was sent. */
export function isUnsent(error: unknown): boolean {
  return typeof error === 'object' && error !== null && unsent.has(error);
}
