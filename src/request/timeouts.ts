import { omitUndefined } from '../json/omit-undefined.js';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { duration } from '../options/option-rules.js';

/**
 * Timeouts of each attempt and, with `total`, of the run, in milliseconds; `Infinity` disables a timeout. The name of the expired timeout
 * is the `phase` of the `APITimeoutError`.
 */
export interface Timeouts {
  /** Until the connection is established. Default: 10,000. Has no effect with `fetch`, where only `headers` limits this phase. */
  readonly connect?: number;
  /** From the start of the attempt, including connecting, until the response headers. Default: 120,000. */
  readonly headers?: number;
  /** From the start of the attempt until the first output of a stream: text, reasoning, a refusal or a tool call. Default: 300,000. */
  readonly firstToken?: number;
  /** Between two reads of the body, regardless of their content; keep-alive comments count. Default: 60,000. */
  readonly idle?: number;
  /** Between two chunks with output in a stream; comments do not count. Default: 300,000. */
  readonly outputIdle?: number;
  /** For the whole run, from its subscription to its end. Default: Infinity. */
  readonly total?: number;
}

/** Default timeouts. */
export const defaultTimeouts: Required<Timeouts> = {
  connect: 10_000,
  headers: 120_000,
  firstToken: 300_000,
  idle: 60_000,
  outputIdle: 300_000,
  total: Infinity,
};

const rules = Object.fromEntries(
  Object.keys(defaultTimeouts).map((name) => [name, duration]),
) as OptionRules<Timeouts>;

/** Merges `timeouts` into `defaults`. Throws a `TypeError` for an invalid name or value. */
export function resolveTimeouts(timeouts?: Timeouts, defaults = defaultTimeouts): Required<Timeouts> {
  if (timeouts === undefined) return defaults;
  checkOptions(timeouts, rules, 'timeouts');
  return { ...defaults, ...omitUndefined<Timeouts>(timeouts) };
}
