/**
 * The likely reason of a failed `fetch` to another origin. Browsers do not tell a page why a request failed, and a missing
 * `Access-Control-Allow-Origin` is the most common cause.
 */
export function corsHint(url: string): string {
  const { location } = globalThis as { location?: { origin?: string } };
  const { origin } = new URL(url);
  if (location?.origin === undefined || location.origin === origin) return '';
  return `: it is unreachable, or does not allow ${location.origin} (CORS)`;
}
