/** Whether this code runs in a page, where every visitor can read it. */
export function isBrowser(): boolean {
  const { window } = globalThis as { window?: { document?: unknown } };
  return window?.document !== undefined;
}
