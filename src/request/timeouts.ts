/**
 * How long a run may be silent, each in milliseconds; `Infinity` turns one off. The one that runs out is the `phase` of
 * the `APITimeoutError`.
 */
export interface Timeouts {
  /** Until a connection stands. Default: 10,000. `fetch` cannot see it: there only `headers` limits connecting. */
  readonly connect?: number;
  /** From the start, connecting included, until the response headers. Default: 120,000. */
  readonly headers?: number;
  /** From the start until a streamed answer begins: content, reasoning, a refusal or a tool call. Default: 300,000. */
  readonly firstToken?: number;
  /** Between two reads of the body, whatever they hold; keep-alive comments count. Default: 60,000. */
  readonly idle?: number;
  /** Between two chunks that bring a part of a streamed answer; comments do not count. Default: 300,000. */
  readonly outputIdle?: number;
  /** For the whole run, from its subscription to its end. Default: Infinity. */
  readonly total?: number;
}

/** The limits that hold where nothing else is said. */
export const defaultTimeouts: Required<Timeouts> = {
  connect: 10_000,
  headers: 120_000,
  firstToken: 300_000,
  idle: 60_000,
  outputIdle: 300_000,
  total: Number.POSITIVE_INFINITY,
};

/** `timeouts` over `defaults`. Throws a `TypeError` for a name or a value that is none. */
export function resolveTimeouts(timeouts?: Timeouts, defaults = defaultTimeouts): Required<Timeouts> {
  if (timeouts === undefined) return defaults;
  for (const [name, value] of Object.entries(timeouts) as [string, unknown][]) {
    if (!(name in defaultTimeouts)) {
      throw new TypeError(
        `timeouts.${name}: no such timeout; there are ${Object.keys(defaultTimeouts).join(', ')}`,
      );
    }
    if (value !== undefined && !(typeof value === 'number' && value > 0)) {
      throw new TypeError(`timeouts.${name}: give milliseconds above 0, or Infinity to turn it off`);
    }
  }
  const given = Object.entries(timeouts).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(given) };
}
