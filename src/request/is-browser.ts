/** Whether this code runs in a page, whose visitors can read its keys. */
export function isBrowser(): boolean {
  const { window } = globalThis as { window?: { document?: unknown } };
  return window?.document !== undefined;
}
