/** Replaces `duration.ts` in browsers: returns the milliseconds of `7.66s` or `120ms`; undefined for any other duration. */
export function parseDuration(text: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(m?s)$/.exec(text.trim()) ?? [];
  return number === undefined ? undefined : Math.round(Number(number) * (unit === 's' ? 1000 : 1));
}
