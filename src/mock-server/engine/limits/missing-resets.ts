/** Reset header of each counter, and the milliseconds until its reset. */
const resets = {
  'x-ratelimit-remaining': ['x-ratelimit-resets', 30_000],
  'x-ratelimit-remaining-requests': ['x-ratelimit-reset-requests', 60_000],
  'x-ratelimit-remaining-tokens': ['x-ratelimit-reset-tokens', 60_000],
} as const;

/** Returns the resets of the counters in `headers`, since a static error cannot know the time. In Unix milliseconds. */
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
