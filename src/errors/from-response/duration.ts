const milliseconds: Readonly<Record<string, number>> = {
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
};

/**
 * Returns the milliseconds of a duration as Go writes it (`6m0s`, `7.66s`, `120ms`), without its micro- and nanoseconds; also accepts
 * days (`1d`). Undefined for anything else.
 */
export function parseDuration(text: string): number | undefined {
  const duration = text.trim();
  if (!/^(\d+(\.\d+)?([dhms]|ms|[^\d\s.]{0,2}[nuµμ]s))+$/.test(duration)) return undefined;
  let sum = 0;
  for (const [, number, unit = ''] of duration.matchAll(/([\d.]+)([^\d.]*)/g))
    sum += Number(number) * (milliseconds[unit] ?? 0);
  return Math.round(sum);
}
