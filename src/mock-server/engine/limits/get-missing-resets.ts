/** For each header with a remaining number: its reset header, and the milliseconds until the reset. */
const resets = {
  'x-ratelimit-remaining': ['x-ratelimit-resets', 30_000],
  'x-ratelimit-remaining-requests': ['x-ratelimit-reset-requests', 60_000],
  'x-ratelimit-remaining-tokens': ['x-ratelimit-reset-tokens', 60_000],
} as const;

/**
 * Returns the reset headers of an error whose headers have a remaining number, in Unix milliseconds. A scripted error does not know
 * the current time. Reset headers of the script take precedence.
 */
export function getMissingResets(
  headers: Readonly<Record<string, string>>,
  now: number,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(resets)
      .filter(([remaining]) => headers[remaining] !== undefined)
      .map(([, [reset, wait]]) => [reset, String(now + wait)]),
  );
}
