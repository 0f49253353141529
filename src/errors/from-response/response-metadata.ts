import { omitUndefined } from '../../json/omit-undefined.js';
import { parseHttpDate } from './http-date.js';
import { getRequestId } from './get-request-id.js';
import { waitUntilReset } from './reset-time.js';
import { toSingleLine } from '../single-line.js';

/**
 * What the head of an answer says, besides its status. Every header is optional: servers send some of them, and a page
 * may read none across origins.
 *
 * Source: Venice API reference, response headers.
 */
export interface ResponseMetadata {
  /** HTTP status. */
  readonly status: number;
  /** Response headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** What to name when asking Venice for help: `CF-RAY`, else `x-request-id`. */
  readonly requestId?: string;
  /** Requests and tokens that are left, and failures that are allowed. */
  readonly rateLimits: RateLimits;
  /** What the key may still spend, as it stood before the request. */
  readonly balances: Balances;
  /** The model that answers. */
  readonly model: AnsweringModel;
  /** Set where the model will be retired. */
  readonly deprecation?: ModelDeprecation;
  /** Version of the API that answered, `YYYYMMDD.HHMMSS`. */
  readonly veniceVersion?: string;
}

/** Limits that the server reports. */
export interface RateLimits {
  /** Requests for this model. */
  readonly requests?: RateLimit;
  /** Tokens for this model, of prompts and answers. */
  readonly tokens?: RateLimit;
  /** Failed requests that are allowed before the key is blocked for a while. */
  readonly errorBudget?: RateLimit;
}

/** One limit; each part where the server tells it. */
export interface RateLimit {
  /** How many the window allows. */
  readonly limit?: number;
  /** How many of them are left. */
  readonly remaining?: number;
  /** Until the window restarts, in milliseconds from the answer. */
  readonly resetAfter?: number;
}

/** What the key may still spend. */
export interface Balances {
  /** US dollars. */
  readonly usd?: number;
  /** Venice's DIEM credits. */
  readonly diem?: number;
}

/** The model that answers, as the head names it. */
export interface AnsweringModel {
  /** Its id. */
  readonly id?: string;
  /** Its name for people. */
  readonly name?: string;
  /** What routed the request to it. */
  readonly router?: string;
}

/** A model that will be retired. */
export interface ModelDeprecation {
  /** The server's sentence. */
  readonly warning?: string;
  /** When, as an ISO 8601 date. */
  readonly date?: string;
}

/** Reads the head of an answer that came at `now`, in Unix milliseconds; its own `Date` header wins. */
export function toResponseMetadata(
  { status, headers }: Pick<ResponseMetadata, 'headers' | 'status'>,
  now: number,
): ResponseMetadata {
  const at = parseHttpDate(headers['date']) ?? now;
  const deprecation = omitUndefined<ModelDeprecation>({
    warning: optionalLine(headers['x-venice-model-deprecation-warning']),
    date: optionalLine(headers['x-venice-model-deprecation-date']),
  });
  return omitUndefined<ResponseMetadata>({
    status,
    headers,
    requestId: getRequestId(headers),
    rateLimits: omitUndefined<RateLimits>({
      requests: readLimit(headers, at, '-requests'),
      tokens: readLimit(headers, at, '-tokens'),
      errorBudget: readLimit(headers, at, ''),
    }),
    balances: omitUndefined<Balances>({
      usd: toNumber(headers['x-venice-balance-usd']),
      diem: toNumber(headers['x-venice-balance-diem']),
    }),
    model: omitUndefined<AnsweringModel>({
      id: optionalLine(headers['x-venice-model-id']),
      name: optionalLine(headers['x-venice-model-name']),
      router: optionalLine(headers['x-venice-model-router']),
    }),
    deprecation: Object.keys(deprecation).length === 0 ? undefined : deprecation,
    veniceVersion: optionalLine(headers['x-venice-version']),
  });
}

/** The counter of failures has no suffix, and its reset is named `resets`. */
function readLimit(
  headers: ResponseMetadata['headers'],
  now: number,
  suffix: '' | '-requests' | '-tokens',
): RateLimit | undefined {
  const reset = headers[suffix === '' ? 'x-ratelimit-resets' : `x-ratelimit-reset${suffix}`];
  const limit = omitUndefined<RateLimit>({
    limit: toNumber(headers[`x-ratelimit-limit${suffix}`]),
    remaining: toNumber(headers[`x-ratelimit-remaining${suffix}`]),
    resetAfter: reset === undefined ? undefined : waitUntilReset(reset, now),
  });
  return Object.keys(limit).length === 0 ? undefined : limit;
}

/** Headers can hold bytes that steer a terminal. */
function optionalLine(value: string | undefined): string | undefined {
  return value === undefined ? undefined : toSingleLine(value);
}

function toNumber(text: string | undefined): number | undefined {
  const number = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
}
