/** Whether this code runs in a browser, where every visitor of the page can read it. */
export function isBrowser(): boolean {
  const { window } = globalThis as { window?: { document?: unknown } };
  return window?.document !== undefined;
}
