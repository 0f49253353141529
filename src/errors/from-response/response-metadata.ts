import { omitUndefined } from '../../json/omit-undefined.js';
import { parseHttpDate } from './http-date.js';
import { getRequestId } from './get-request-id.js';
import { readReset } from './reset-time.js';
import { toSingleLine } from '../single-line.js';

/**
 * Metadata of a response, from its status and headers. Each header is optional: servers send only some of them, and a page can read
 * the headers of another origin only if the server exposes them.
 *
 * Source: Venice API reference, response headers.
 */
export interface ResponseMetadata {
  /** HTTP status. */
  readonly status: number;
  /** Response headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Request id to quote to Venice's support: `CF-RAY`, else `x-request-id`. */
  readonly requestId?: string;
  /** Limits on requests, tokens and failed requests: how many each allows, how many are left, and when it resets. */
  readonly rateLimits: RateLimits;
  /** Balance available to the key before this request. */
  readonly balances: Balances;
  /** Model that generates the answer. */
  readonly model: AnsweringModel;
  /** Set if the model will be retired. */
  readonly deprecation?: ModelDeprecation;
  /** Version of the API that answered, `YYYYMMDD.HHMMSS`. */
  readonly veniceVersion?: string;
}

/** Limits reported by the server. */
export interface RateLimits {
  /** Requests to this model. */
  readonly requests?: RateLimit;
  /** Tokens of prompts to this model and of its answers. */
  readonly tokens?: RateLimit;
  /** Failed requests allowed before the key is temporarily blocked. */
  readonly errorBudget?: RateLimit;
}

/** One limit. Each field is set if the server sends it. */
export interface RateLimit {
  /** Number of requests or tokens that the server allows per window. */
  readonly limit?: number;
  /** Number left in this window. */
  readonly remaining?: number;
  /** Milliseconds from the response until the window resets. */
  readonly resetAfter?: number;
}

/** Balance available to the key. */
export interface Balances {
  /** US dollars. */
  readonly usd?: number;
  /** Venice's DIEM credits. */
  readonly diem?: number;
}

/** Model that generates the answer, from the response headers. */
export interface AnsweringModel {
  /** Id of the model. */
  readonly id?: string;
  /** Display name. */
  readonly name?: string;
  /** Router that selected the model. */
  readonly router?: string;
}

/** A model that will be retired. */
export interface ModelDeprecation {
  /** The server's warning message. */
  readonly warning?: string;
  /** Retirement date, in ISO 8601. */
  readonly date?: string;
}

/**
 * Reads the head of a response that arrived at `now`, in Unix milliseconds. Reset times are relative to its `Date` header, or to `now`
 * without a valid one.
 */
export function toResponseMetadata(
  { status, headers }: Pick<ResponseMetadata, 'headers' | 'status'>,
  now: number,
): ResponseMetadata {
  const at = parseHttpDate(headers['date']) ?? now;
  const line = (name: string): string | undefined => optionalLine(headers[`x-venice-${name}`]);
  const balance = (name: string): number | undefined => toNumber(headers[`x-venice-balance-${name}`]);
  const deprecation = omitUndefined<ModelDeprecation>({
    warning: line('model-deprecation-warning'),
    date: line('model-deprecation-date'),
  });
  return omitUndefined<ResponseMetadata>({
    status,
    headers,
    requestId: getRequestId(headers),
    rateLimits: omitUndefined<RateLimits>({
      requests: readLimit(headers, at, '-requests'),
      tokens: readLimit(headers, at, '-tokens'),
      // The headers without a suffix are those of the limit on failed requests. Source: Venice's API reference, rate limiting.
      errorBudget: readLimit(headers, at, ''),
    }),
    balances: omitUndefined<Balances>({ usd: balance('usd'), diem: balance('diem') }),
    model: omitUndefined<AnsweringModel>({
      id: line('model-id'),
      name: line('model-name'),
      router: line('model-router'),
    }),
    deprecation: Object.keys(deprecation).length === 0 ? undefined : deprecation,
    veniceVersion: line('version'),
  });
}

function readLimit(
  headers: ResponseMetadata['headers'],
  now: number,
  suffix: '' | '-requests' | '-tokens',
): RateLimit | undefined {
  const limit = omitUndefined<RateLimit>({
    limit: toNumber(headers[`x-ratelimit-limit${suffix}`]),
    remaining: toNumber(headers[`x-ratelimit-remaining${suffix}`]),
    resetAfter: readReset(headers, now, suffix),
  });
  return Object.keys(limit).length === 0 ? undefined : limit;
}

/** Returns the value as one line without control characters, since a header can contain terminal control sequences. */
function optionalLine(value: string | undefined): string | undefined {
  return value === undefined ? undefined : toSingleLine(value);
}

function toNumber(text: string | undefined): number | undefined {
  const number = Number(text?.trim() || Number.NaN);
  return Number.isFinite(number) ? number : undefined;
}
