const unsent = new WeakSet<object>();

/** Notes that an attempt has failed with this error before anything was sent: it uses up no limit, and counts as no failure. */
export function markUnsent(error: unknown): void {
  if (typeof error === 'object' && error !== null) unsent.add(error);
}

/** Whether an attempt has failed with this error before anything was sent. */
export function isUnsent(error: unknown): boolean {
  return typeof error === 'object' && error !== null && unsent.has(error);
}
