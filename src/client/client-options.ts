import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import { hasMethod } from '../subscribers/has-method.js';
import { isRecord } from '../json/is-record.js';
import type { HttpTransport } from '../transport/http-transport.js';
import type { ChatInterceptor, ChatValue } from '../request/chat-interceptor.js';
import type { ChatLimiter } from '../limits/chat-limiter.js';
import type { RequestInterceptor } from '../request/request-interceptor.js';
import type { CircuitBreaker } from '../limits/circuits.js';
import type { OptionRules } from '../options/check-options.js';
import { type OptionRule, aBoolean, aFunction, aString, anything } from '../options/option-rules.js';
import type { Timeouts } from '../request/timeouts.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';

/** Options of `VeniceClient`. */
export interface VeniceClientOptions {
  /**
   * The API key. Default: the environment variable `VENICE_API_KEY`. Surrounding white space is removed. Without a key, requests to
   * Venice's own address fail before they are sent; other servers, such as relays, may not need one.
   *
   * A function is called once per attempt and returns the key as a string, a Promise or an Observable, whose first value is the key:
   * for example for keys that change, or for clients that serve several tenants. The key is validated before anything is sent. If the
   * function throws or the Promise rejects, the run fails with that error. The function is called before the interceptors. With
   * `partitionBy`, it is called after the attempt has waited for `limits`, so that the key is fresh; without `partitionBy`, before this
   * wait, since the key determines the partition (except in browsers). `timeouts.headers` limits the time that it may take.
   *
   * False: no key is sent, even if the environment has one.
   */
  readonly apiKey?: string | false | (() => Observable<string> | PromiseLike<string> | string);
  /**
   * Returns the tenant of a request, as a string of at most 256 characters. Limits, pauses requested by the server, failures and
   * spending are tracked per partition, i.e. for the requests of each tenant, so that one tenant cannot affect another. Called once per
   * attempt, synchronously with the subscription or retry that causes the attempt. For `client.request`, it receives the body, with
   * `messages: []` and `max_completion_tokens: 0` if the body has no such fields. It is not called for operations without limits, such
   * as model lists.
   *
   * Default: an opaque id of the key, of other secret headers such as cookies, and of the request's `user`, which reveals none of them; in
   * browsers, all requests are one partition. A client with one key whose requests have no `user` has one partition. Pass a function if a
   * tenant's key changes during use, if the users of one key should share its limits (`() => ''`), or if `user` cannot be trusted.
   */
  readonly partitionBy?: (request: ChatCompletionRequest) => string;
  /**
   * Base URL of the API, without `/chat/completions`. Default: the environment variable `VENICE_BASE_URL`, else
   * `https://api.venice.ai/api/v1`. In a page, it may be relative to the page. The key is sent to this address: use only servers that
   * may receive the key.
   */
  readonly baseURL?: string;
  /** Timeouts of a run. Omitted ones keep their defaults. */
  readonly timeouts?: Timeouts;
  /** Headers of every request. They override those that the client sets, such as `authorization`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Interceptors of chats between `create` and the server, outermost first. Default: none. */
  readonly interceptors?: readonly ChatInterceptor[];
  /**
   * Interceptors of all operations: chats, `models`, `request`, `durableChat`, `followRun` and `stopRun`, outermost first. They
   * run after `interceptors`. Default: none.
   */
  readonly requestInterceptors?: readonly RequestInterceptor[];
  /**
   * Operator that retries chats, model lists and the GET requests of `client.request`, such as `retryOnApiError()`. `timeouts.total`
   * includes the retries, and the interceptors wrap each attempt. Default: false, no retries.
   */
  readonly retry?: MonoTypeOperatorFunction<ChatValue> | false;
  /**
   * Whether a streamed answer is complete only if every choice has its `finish_reason`. False, for servers that never send a
   * `finish_reason`: an answer with a choice is also complete at `[DONE]`. Then a truncated answer of such a server may look like a
   * complete one. Default: true.
   */
  readonly requireFinishReason?: boolean;
  /**
   * Decides when attempts are sent: `rateLimiter({ … })` or another `ChatLimiter`, or an array of limiters, which each attempt passes
   * in this order, before the interceptors. Clients of the same account should share a limiter. Default: attempts are sent immediately.
   */
  readonly limits?: ChatLimiter | readonly ChatLimiter[];
  /**
   * Stops sending requests after too many recent failures: `circuitBreaker({ … })`. Clients with the same key should share a circuit
   * breaker. Clients with other keys can share it, too, since each key has its own partition. False: none. Default: one per client, but
   * none in browsers, where the relay that has the key counts the failures, and none in edge workers (`workerd`), where the code that
   * serves one incoming request must not resume another.
   */
  readonly circuitBreaker?: CircuitBreaker | false;
  /**
   * Transport that sends the requests. Default: undici in Node, `fetch` in other runtimes. `close()` does not close a transport that
   * is passed here.
   */
  readonly transport?: HttpTransport;
  /**
   * Allows a key in a browser, which exposes it to every visitor. Default: false; a browser should send its requests to your
   * relay, which holds the key.
   */
  readonly dangerouslyAllowBrowser?: boolean;
}

const retryRule: OptionRule = [
  (value) => value === false || typeof value === 'function',
  'an operator, such as retryOnApiError(), or false',
];

const functions: OptionRule = [
  (value) => Array.isArray(value) && value.every((one) => typeof one === 'function'),
  'an array of functions',
];

function areLimiters(value: unknown): boolean {
  return [value].flat().every(canIntercept);
}

function canIntercept(value: unknown): boolean {
  return hasMethod<ChatLimiter>(value, 'intercept');
}

/** Rules for the options of a client; the key, the timeouts and the headers are validated where they are read. */
export const clientOptionRules: OptionRules<VeniceClientOptions> = {
  apiKey: anything,
  partitionBy: aFunction,
  baseURL: aString,
  timeouts: anything,
  headers: anything,
  interceptors: functions,
  requestInterceptors: functions,
  retry: retryRule,
  requireFinishReason: aBoolean,
  limits: [areLimiters, 'the result of rateLimiter(), or an array of such results'],
  circuitBreaker: [
    (value) => value === false || canIntercept(value),
    'the result of circuitBreaker(), or false',
  ],
  transport: aFunction,
  dangerouslyAllowBrowser: anything,
};

/** Options of one request. */
export interface RequestOptions {
  /** When this signal aborts, the run fails with a `RequestAbortedError`. Unsubscribing ends a run without an error. */
  readonly signal?: AbortSignal;
  /** Timeouts of this run. Omitted ones keep the client's values. */
  readonly timeouts?: Timeouts;
  /** Headers of this request. They override the client's. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Your own names and values, such as `{ team: 'search' }`. They are not sent: interceptors, log records and usage records contain
   * them, and `rateLimiter` and `spendingLimit` can count `per` tag. Default: none.
   */
  readonly tags?: Readonly<Record<string, string>>;
}

/** Rules for the options of one request. */
export const requestOptionRules: OptionRules<RequestOptions> = {
  signal: [(value) => hasMethod<AbortSignal>(value, 'addEventListener'), 'an AbortSignal'],
  timeouts: anything,
  headers: anything,
  tags: anything,
};

/** Options of one chat. */
export interface ChatRequestOptions extends RequestOptions {
  /** Retry operator of this chat, instead of that of the client. False: no retries. */
  readonly retry?: MonoTypeOperatorFunction<ChatValue> | false;
  /** `requireFinishReason` of this chat, instead of that of the client. */
  readonly requireFinishReason?: boolean;
  /**
   * Fields that only other servers support, or values that Venice would reject. They are sent unchanged and without validation, and
   * override the fields of the request. `stream` cannot be set here.
   */
  readonly extraBody?: Readonly<Record<string, unknown>>;
  /**
   * While the last value of this gate is false, nothing is read from the connection, so that the server has to wait for a slow sink.
   * The gate is open before its first value. After it completes, its last value stays in effect; its error fails the run. Default:
   * always open.
   *
   * Data that was read before the pause is still emitted: the chunks of one read, at most 64 KiB over undici. `timeouts.connect` and
   * `timeouts.total` continue during a pause, all other timeouts stop. A paused run keeps its connection, and still counts for
   * `concurrency`. Unsubscribing closes the connection immediately, even during a pause.
   */
  readonly gate?: Observable<boolean>;
}

/** Rules for the options of one chat. */
export const chatRequestOptionRules: OptionRules<ChatRequestOptions> = {
  ...requestOptionRules,
  retry: retryRule,
  requireFinishReason: aBoolean,
  extraBody: [isExtraBody, 'an object without `stream`'],
  gate: [(value) => hasMethod<Observable<boolean>>(value, 'pipe'), 'an Observable of booleans'],
};

function isExtraBody(value: unknown): boolean {
  return isRecord(value) && !('stream' in value);
}
