import type { ObservableInput } from 'rxjs';
import type { OptionRules } from '../../options/check-options.js';
import { aFunction, anything, atLeast, required } from '../../options/option-rules.js';
import type { IncomingRequest } from './incoming-request.js';

/** Options of `relayGuard`. By default, everything is refused that is not allowed here, and limits are low. */
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
  /** Maximum tokens of an answer. Default for requests without a limit; a request for more is refused. Default: 4,096. */
  readonly maxCompletionTokens?: number;
  /**
   * Allowed fields of a request; any other is refused. Default: {@link defaultRelayFields}, without fields that cost more (`n`),
   * or reach another model (`fallbacks`) or the web (`venice_parameters`, `tools`). `user` is missing too, as it decides which
   * rate limit a request counts against, unless the client has a `partitionBy`.
   */
  readonly fields?: readonly string[];
  /**
   * Rate limit per client. `requests` in each `per` milliseconds, as a bucket that refills steadily: 20 per minute by default.
   * `clients` bounds the memory: the number of remembered clients, 10,000 by default; the least recently seen one is forgotten
   * first. A function counts elsewhere, e.g. for several machines: it returns the milliseconds to wait, or 0 to proceed. False:
   * no limit.
   */
  readonly rate?: RelayRate | ((client: string) => ObservableInput<number> | number) | false;
  /**
   * Number of trusted proxies in front of the relay that append to `x-forwarded-for`. The client address is taken that many
   * entries from its end. Default: 0, which ignores that header, since any client can set it.
   */
  readonly trustedProxies?: number;
  /**
   * Identifies the client for `rate`, e.g. by user name. Default: the address of the connection, or as `trustedProxies`
   * determines; a whole /64 of IPv6 is one client. Web requests have no address: without either option, all of them are one
   * client.
   */
  readonly clientOf?: (request: IncomingRequest) => string;
  /**
   * Receives failures of your server's own code: of `rate` and `clientOf`, and of a body that was read before and not passed on. The
   * page receives a 500. Default: RxJS's `config.onUnhandledError`, or the console if that is not set.
   */
  readonly onError?: (error: unknown) => void;
}

/** Rate limit per client. */
export interface RelayRate {
  /** Number of requests at once, and in each `per`. */
  readonly requests: number;
  /** Interval in milliseconds. Default: 60,000. */
  readonly per?: number;
  /** Number of remembered clients. Default: 10,000. */
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
