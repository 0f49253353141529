/** Reset header for each header with a remaining number, and the milliseconds until the reset. */
const resets = {
  'x-ratelimit-remaining': ['x-ratelimit-resets', 30_000],
  'x-ratelimit-remaining-requests': ['x-ratelimit-reset-requests', 60_000],
  'x-ratelimit-remaining-tokens': ['x-ratelimit-reset-tokens', 60_000],
} as const;

/** Returns the missing reset headers, in Unix milliseconds: the headers of `namedErrors` are constant, and cannot contain a time. */
export function missingResets(
  headers: Readonly<Record<string, string>>,
  now: number,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(resets)
      .filter(([counter]) => headers[counter] !== undefined)
      .map(([, [reset, wait]]) => [reset, String(now + wait)]),
  );
}
