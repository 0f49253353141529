/**
 * Returns the Unix milliseconds of a date in any of HTTP's three forms; undefined for a string that does not begin with a weekday,
 * since `Date.parse` also accepts strings that are not dates, such as `error 5`. Source: RFC 9110, section 5.6.7.
 */
export function parseHttpDate(value = ''): number | undefined {
  const date = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .+$/.exec(value.trim())?.[0] ?? '';
  // The form of C's `asctime` has no time zone.
  const time = Date.parse(date.endsWith(' GMT') ? date : `${date} GMT`);
  return Number.isNaN(time) ? undefined : time;
}
