import type { ObservableInput } from 'rxjs';
import type { IncomingRequest } from './incoming-request.js';

/** Options of `relayGuard`. What is left out is closed, or has a low limit. */
export interface RelayGuardOptions {
  /**
   * Origins whose pages may ask, such as `https://app.example`; your own too. A request without an origin is refused, unless a
   * browser says that it is one of the same origin; see `allowWithoutOrigin`.
   */
  readonly origins: readonly string[];
  /** Models that may be asked for. `GET /models` lists them without a request. */
  readonly models: readonly string[];
  /** Whether programs that are no browser may ask. They can name any origin anyway. Default: false. */
  readonly allowWithoutOrigin?: boolean;
  /** Whether a page may send cookies along. Default: false. */
  readonly allowCredentials?: boolean;
  /** Headers that a page of another origin may send. Default: `content-type` and `authorization`. */
  readonly allowHeaders?: readonly string[];
  /** The largest body, in bytes. Default: 256 KiB. */
  readonly maxBodySize?: number;
  /** How long a body may take to come, in milliseconds. Default: 10,000. */
  readonly bodyTimeout?: number;
  /** The most messages of a chat. Default: 100. */
  readonly maxMessages?: number;
  /** The most tokens of an answer. A request that names no limit gets this one; one that asks for more is refused. Default: 4,096. */
  readonly maxCompletionTokens?: number;
  /**
   * Fields of a request that may pass; any other is refused. Default: {@link defaultRelayFields}, which has none that costs
   * more (`n`), reaches another model (`fallbacks`) or the web (`venice_parameters`, `tools`). `user` is not in it either, as it decides
   * whose limits a request uses up, unless the client has a `partitionBy`.
   */
  readonly fields?: readonly string[];
  /**
   * How many requests a client may make. `requests` in each `per` milliseconds, as a bucket that refills steadily: 20 in each
   * minute by default. `clients` bounds the memory: so many are remembered, 10,000 by default, the one that was seen longest
   * ago is forgotten first. A function counts elsewhere, for several machines: it gives the milliseconds to wait, 0 for none.
   * False: no limit.
   */
  readonly rate?: RelayRate | ((client: string) => ObservableInput<number>) | false;
  /**
   * How many proxies of yours stand in front and append to `x-forwarded-for`. So many entries from its end, the client stands.
   * Default: 0, that header is not read, since everybody can write it.
   */
  readonly trustedProxies?: number;
  /**
   * Who asks, as far as `rate` is concerned: the name of a user, for instance. Default: the address of the connection, or what
   * `trustedProxies` says; a whole /64 of IPv6 is one client. Requests of the web have no address: without either, all of
   * them are one client.
   */
  readonly clientOf?: (request: IncomingRequest) => string;
}

/** How many requests a client may make. */
export interface RelayRate {
  /** How many at once, and in each `per`. */
  readonly requests: number;
  /** Milliseconds. Default: 60,000. */
  readonly per?: number;
  /** How many clients are remembered. Default: 10,000. */
  readonly clients?: number;
}

/** The fields that pass a relay where nothing else is said. */
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
