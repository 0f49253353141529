/** What the headers of an answer depend on. */
export interface ResponseFacts {
  /** The time, in milliseconds since 1970. */
  readonly now: number;
  /** Name of the exchange. */
  readonly id: string;
  readonly contentType: string;
  /** The model that answers; absent on answers that no model gave. */
  readonly model?: string | undefined;
}

/** The version of Venice's API that the engine stands in for. */
const apiVersion = '20260821.193530';

const requestsPerMinute = 50;

/** The headers that Venice sends: always its version and the name of the exchange, with inference limits and balances. */
export function responseHeaders({ now, id, contentType, model }: ResponseFacts): Record<string, string> {
  const always = {
    'content-type': contentType,
    'cf-ray': `${id.slice(0, 16)}-LOC`,
    'x-venice-version': apiVersion,
  };
  if (model === undefined) return always;

  return {
    ...always,
    // A header cannot carry every text that JSON can.
    'x-venice-model-id': model.replace(/[^\x20-\x7e]/g, '?'),
    'x-venice-balance-usd': '25.000000',
    'x-venice-balance-diem': '0',
    // Only requests are metered here, as on Venice's own answers; the reset is in Unix milliseconds.
    'x-ratelimit-limit-requests': String(requestsPerMinute),
    'x-ratelimit-remaining-requests': String(requestsPerMinute - 1),
    'x-ratelimit-reset-requests': String((Math.floor(now / 60_000) + 1) * 60_000),
  };
}
