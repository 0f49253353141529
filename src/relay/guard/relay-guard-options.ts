import type { ObservableInput } from 'rxjs';
import type { OptionRules } from '../../options/check-options.js';
import { aFunction, anything, atLeast, required } from '../../options/option-rules.js';
import type { IncomingRequest } from './incoming-request.js';

/** Options of `relayGuard`. Requests are refused unless these options allow them, and the default limits are low. */
export interface RelayGuardOptions {
  /**
   * Origins with pages that may send requests, such as `https://app.example`; include your own. A request without an origin is
   * refused, unless a browser marks it as same-origin; see `allowWithoutOrigin`.
   */
  readonly origins: readonly string[];
  /** Models that may be requested. `GET /models` lists them without a request to Venice. */
  readonly models: readonly string[];
  /**
   * Whether requests without an origin are allowed, as from clients other than browsers, which can send any origin anyway. Default:
   * false.
   */
  readonly allowWithoutOrigin?: boolean;
  /** Whether a page may send cookies. Default: false. */
  readonly allowCredentials?: boolean;
  /** Headers that a page of another origin may send. Default: `content-type` and `authorization`. */
  readonly allowHeaders?: readonly string[];
  /** Maximum size of the body in bytes. Default: 256 KiB. */
  readonly maxBodySize?: number;
  /** Maximum time to receive the body, in milliseconds; `Infinity` waits without a limit. Default: 10,000. */
  readonly bodyTimeout?: number;
  /** Maximum number of messages in a chat. Default: 100. */
  readonly maxMessages?: number;
  /** Maximum tokens of an answer. Added to requests without a limit; requests with a higher limit are refused. Default: 4,096. */
  readonly maxCompletionTokens?: number;
  /**
   * Allowed fields of a request, besides `model`, `messages` and `stream`; a request with another field is refused. Default:
   * {@link defaultRelayFields}. These do not include fields that raise the cost (`n`), or reach another model (`fallbacks`) or the web
   * (`venice_parameters`, `tools`); nor `user`, which selects the rate limit of a request, unless the client has a `partitionBy`.
   */
  readonly fields?: readonly string[];
  /**
   * Rate limit per client: a token bucket for `requests` requests, which refills steadily within `per` milliseconds. A function can count the
   * requests of several machines together: it returns the milliseconds to wait, or 0 to proceed. False: no limit. Default: 20 requests per
   * minute.
   */
  readonly rate?: RelayRate | ((client: string) => ObservableInput<number> | number) | false;
  /**
   * Number of trusted proxies in front of the relay that append to `x-forwarded-for`. The client address is the entry at this position from
   * the end of the header. Default: 0, which ignores the header, since any client can set it.
   */
  readonly trustedProxies?: number;
  /**
   * Identifies the client for `rate`, e.g. by user name. Default: the address of the connection, or the entry of `x-forwarded-for` that
   * `trustedProxies` selects; a whole /64 of IPv6 is one client. Web requests have no address: without `clientOf` and `trustedProxies`, all of
   * them are one client.
   */
  readonly clientOf?: (request: IncomingRequest) => string;
  /**
   * Receives failures of your server: errors of `rate` and `clientOf`, and the error for a body that your server has read and not passed to
   * the guard. The page receives a 500. Default: RxJS's `config.onUnhandledError`, or the console if that is not set.
   */
  readonly onError?: (error: unknown) => void;
}

/** Rate limit per client. */
export interface RelayRate {
  /** Maximum number of requests at once, and of further requests in each interval `per`. */
  readonly requests: number;
  /** Interval in milliseconds. Default: 60,000. */
  readonly per?: number;
  /** Maximum number of remembered clients, to limit the memory. The client whose last request is the oldest is forgotten first. Default: 10,000. */
  readonly clients?: number;
}

/** Rules for the options of a guard. */
export const guardOptionRules: OptionRules<RelayGuardOptions> = {
  origins: required([Array.isArray, 'an array of origins']),
  models: required([isFilled, 'an array of at least one model id']),
  allowWithoutOrigin: anything,
  allowCredentials: anything,
  allowHeaders: anything,
  maxBodySize: atLeast(1),
  bodyTimeout: atLeast(1),
  maxMessages: atLeast(1),
  maxCompletionTokens: atLeast(1),
  fields: anything,
  rate: anything,
  trustedProxies: [isCount, 'a whole number of 0 or more'],
  clientOf: aFunction,
  onError: aFunction,
};

/** Rules for the fields of a rate limit. */
export const rateRules: OptionRules<RelayRate> = {
  requests: required(atLeast(1)),
  per: atLeast(1),
  clients: atLeast(1),
};

function isFilled(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0;
}

/** Default of the allowed fields of a relay. */
export const defaultRelayFields: readonly string[] = [
  'model',
  'messages',
  'stream',
  'stream_options',
  'max_completion_tokens',
  'temperature',
  'top_p',
  'frequency_penalty',
  'presence_penalty',
  'stop',
  'seed',
  'response_format',
  'reasoning_effort',
];
