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
   * The API key. Default: the environment variable `VENICE_API_KEY`. Surrounding white space is removed. Only Venice's own
   * address requires a key; relays and mock servers do not.
   *
   * A function is called once per attempt and returns the key as a string, a Promise or an Observable (first value), e.g.
   * for keys that change or clients that serve several tenants. Its result is validated before anything is sent. If it
   * throws or rejects, the run fails with that error. It is called before the interceptors: with `partitionBy` after the
   * attempt has waited for `limits`, so that the key is fresh; without it before that, since the key determines the
   * partition. It may take as long as `timeouts.headers`.
   *
   * False: no key, even if the environment has one, for a server that must not receive it.
   */
  readonly apiKey?: string | false | (() => Observable<string> | PromiseLike<string> | string);
  /**
   * Returns the tenant of a request, as a string of at most 256 characters. Limits, pauses requested by the server,
   * failures and spending are tracked per partition, so that one tenant cannot affect another. Called once per attempt,
   * synchronously with the subscription or retry that causes it. For `client.request` it receives the body, with
   * `messages: []` and `max_completion_tokens: 0` if it lacks them; it is not called for operations without limits, such as model lists.
   *
   * Default: an opaque id of the key and the request's `user`, which reveals neither. A client with one key whose requests
   * have no `user` has one partition. Pass a function if a tenant's key changes during use, if the users of one key should
   * share its limits (`() => ''`), or if `user` cannot be trusted.
   */
  readonly partitionBy?: (request: ChatCompletionRequest) => string;
  /**
   * Base URL of the API, without `/chat/completions`. Default: the environment variable `VENICE_BASE_URL`, else
   * `https://api.venice.ai/api/v1`. In a page it may be relative to the page. The key is sent to this address: only use
   * servers that may have it.
   */
  readonly baseURL?: string;
  /** Timeouts of a run. Omitted ones keep their defaults. */
  readonly timeouts?: Timeouts;
  /** Headers of every request. They override the client's own. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Interceptors of chats between `create` and the server, outermost first. Default: none. */
  readonly interceptors?: readonly ChatInterceptor[];
  /**
   * Interceptors of all operations: chats, `models` and `request`, outermost first. They run after `interceptors`. Default:
   * none.
   */
  readonly requestInterceptors?: readonly RequestInterceptor[];
  /**
   * Operator that retries chats, model lists and GET requests, such as `retryOnApiError()`. Applied inside `timeouts.total`
   * and outside the interceptors. Default: false, no retries.
   */
  readonly retry?: MonoTypeOperatorFunction<ChatValue> | false;
  /**
   * Whether a streamed answer is complete only if every choice has its `finish_reason`. False: also at `[DONE]` after a
   * choice, for servers that never send one. Then a truncated answer of such a server looks like a complete one.
   * Default: true.
   */
  readonly requireFinishReason?: boolean;
  /**
   * Decides when attempts are sent: `rateLimiter({ … })` or a compatible object, or an array of them, which an attempt passes
   * one after the other. Clients of the same account should share one. Applied inside `retry` and outside the interceptors.
   * Default: attempts are sent immediately.
   */
  readonly limits?: ChatLimiter | readonly ChatLimiter[];
  /**
   * Stops sending requests after too many recent failures: `circuitBreaker({ … })`. Clients of the same key should share
   * one; each key has its own partition. False: none. Default: one per client, except in browsers, where the relay that
   * holds the key has one, and in workers (`workerd`), where no incoming request can resume another.
   */
  readonly circuitBreaker?: CircuitBreaker | false;
  /**
   * Transport that sends the requests. Default: undici under the export condition `node`, else `fetch`. A transport passed
   * here is borrowed: `close()` leaves it open.
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
  /** Ends the run with a `RequestAbortedError` when it aborts. Unsubscribing ends it without an error. */
  readonly signal?: AbortSignal;
  /** Timeouts of this run. Omitted ones keep the client's values. */
  readonly timeouts?: Timeouts;
  /** Headers of this request. They override the client's. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Names and values of your own, such as `{ team: 'search' }`. Never sent: interceptors, log records and usage records
   * have them, and `rateLimiter` and `spendingLimit` can count `per` one of them. Default: none.
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
  /** Retry operator of this chat, instead of the client's. False: no retries. */
  readonly retry?: MonoTypeOperatorFunction<ChatValue> | false;
  /** `requireFinishReason` of this chat, instead of the client's. */
  readonly requireFinishReason?: boolean;
  /**
   * Fields that only other servers support, or values that Venice would reject. Sent unchecked and unchanged; they override
   * the fields of the request. `stream` cannot be set here.
   */
  readonly extraBody?: Readonly<Record<string, unknown>>;
  /**
   * Pauses reading down to the socket: false pauses, true resumes. Applies backpressure to the server for sinks that are
   * slower. Open until its first value; after it completes, its last value stays in effect; an error of the gate fails the
   * run. Default: always open.
   *
   * Data that was already read is still emitted: the chunks of one read, at most 64 KiB over undici. Inactivity timeouts
   * stop during a pause, `timeouts.connect` and `timeouts.total` do not. A paused run keeps its connection and its place in
   * `limits`. Unsubscribing closes it immediately, paused or not.
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
