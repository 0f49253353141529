import type { MonoTypeOperatorFunction, Observable, ObservableInput } from 'rxjs';
import type { HttpTransport } from '../transport/http-transport.js';
import type { ChatInterceptor, ChatValue } from '../request/chat-interceptor.js';
import type { ChatLimiter } from '../limits/chat-limiter.js';
import type { CircuitBreaker } from '../limits/circuits.js';
import type { Timeouts } from '../request/timeouts.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';

/** Options of `VeniceClient`. */
export interface VeniceClientOptions {
  /**
   * The API key. Default: the environment variable `VENICE_API_KEY`. White space around it is removed. Only Venice's own
   * address needs one; relays and mock servers do not.
   *
   * A function is called once for every attempt, and returns the key as a string, a Promise or an Observable whose first value
   * counts: for keys that change, and for clients that serve several tenants. Its result is checked before anything is sent.
   * The run fails with whatever it throws or rejects with. It is called before the interceptors: with `partitionBy` after the
   * attempt has waited for `limits`, so that the key is fresh; without it before that, as the key decides on the partition.
   * It may take as long as `timeouts.headers`.
   *
   * False: none, whatever the environment says, for a server that may not have it.
   */
  readonly apiKey?: string | false | (() => string | ObservableInput<string>);
  /**
   * The tenant of a request, as a string of at most 256 characters. Limits, pauses that the server asked for, failures and
   * spending are counted for each partition separately, so that one tenant cannot hurt another. Called once for every attempt,
   * in the same turn as the subscription or retry that causes it.
   *
   * Default: the key that is sent, together with `user` of the request, as an id that does not show either. A client with one
   * key whose requests have no `user` has one partition. Give a function if a tenant's key changes while it is used, if the
   * users of one key should share its limits (`() => ''`), or if `user` is not to be trusted.
   */
  readonly partitionBy?: (request: ChatCompletionRequest) => string;
  /**
   * Address of the API, up to and without `/chat/completions`. Default: the environment variable `VENICE_BASE_URL`, else
   * `https://api.venice.ai/api/v1`. In a page it may be relative to the page. The key is sent to whatever address stands
   * here: name only servers that may have it.
   */
  readonly baseURL?: string;
  /** How long a run may be silent. What is left out keeps its default. */
  readonly timeouts?: Timeouts;
  /** Headers for every request; they win over the client's own. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What stands between `create` and the server; the first is the outermost. Default: none. */
  readonly interceptors?: readonly ChatInterceptor[];
  /**
   * Tries chats again: the operator itself, such as `retryOnApiError()`. It stands inside of `timeouts.total` and outside of
   * the interceptors. Default: false, nothing is tried again.
   */
  readonly retry?: MonoTypeOperatorFunction<ChatValue> | false;
  /**
   * When attempts are sent: `rateLimiter({ … })`, or an object like it. Clients that use the same account share one. It stands
   * inside of `retry` and outside of the interceptors. Default: at once.
   */
  readonly limits?: ChatLimiter;
  /**
   * Keeps requests from being sent when too many have failed lately: `circuitBreaker({ … })`. Clients that use the same key share
   * one; each key has its own partition. False: nothing does. Default: one of this client, except in browsers, where the relay
   * that holds the key has one, and in workers (`workerd`), where no incoming request can resume another.
   */
  readonly circuitBreaker?: CircuitBreaker | false;
  /**
   * What sends the requests. Default: undici under the export condition `node`, else `fetch`. A transport that is handed
   * in is borrowed: `close()` leaves it open.
   */
  readonly transport?: HttpTransport;
  /**
   * Allows a key in a page, where every visitor can read and use it. Default: false; a page should ask a relay of yours
   * that holds the key.
   */
  readonly dangerouslyAllowBrowser?: boolean;
}

/** Options of one request. */
export interface RequestOptions {
  /** Ends the run with a `RequestAbortedError` when it aborts. Unsubscribing ends it in silence. */
  readonly signal?: AbortSignal;
  /** How long this run may be silent. What is left out keeps the client's value. */
  readonly timeouts?: Timeouts;
  /** Headers for this request; they win over the client's. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Options of one chat. */
export interface ChatRequestOptions extends RequestOptions {
  /** Tries this chat again, instead of as the client does. False: not at all. */
  readonly retry?: MonoTypeOperatorFunction<ChatValue> | false;
  /**
   * Fields that only other servers know, or values that Venice would refuse. They are sent as they are, unchecked, and win
   * over those of the request; `stream` cannot be set here.
   */
  readonly extraBody?: Readonly<Record<string, unknown>>;
  /**
   * Pauses reading, down to the socket: false pauses, true reads on. For sinks that are slower than the server, which then
   * has to wait. Open until its first value, and when it completes its last value stands; an error of the gate is an error of
   * the run. Default: always open.
   *
   * What was read before still comes: the chunks of one read of the connection, 64 KiB at most over undici. The clocks of
   * silence stand still meanwhile, but not `timeouts.connect` and `timeouts.total`. A paused run keeps its connection and its
   * place in `limits`. Unsubscribing closes it at once, paused or not.
   */
  readonly gate?: Observable<boolean>;
}
