/// <reference lib="esnext.disposable" preserve="true" />
import type { Observable } from 'rxjs';
import { defaultCircuitBreaker } from '#default-circuit-breaker';
import { defaultTransport } from '#default-transport';
import { keepShapes } from '#keep-shapes';
import { bindContext } from '../async-context/bind-context.js';
import { ClientClosedError } from '../errors/client-closed-error.js';
import type { HttpTransport } from '../transport/http-transport.js';
import type { CircuitBreaker, ModelCircuit } from '../limits/circuits.js';
import type { AttemptRequest, RequestInterceptor } from '../request/request-interceptor.js';
import { emitOnce } from '../subscribers/emit-once.js';
import { withContext } from '../request/keep-context.js';
import { OpenRuns } from '../request/open-runs.js';
import { ChatCompletions } from './chat-completions.js';
import { checkOptions } from '../options/check-options.js';
import type { VeniceClientOptions } from './client-options.js';
import { Models } from './models.js';
import { partitioner } from '#partitioner';
import { RequestSender } from '../request/request-sender.js';
import type { Settings } from '../request/sender-settings.js';
import { runJson } from './run-json.js';
import type { RequestContext } from './request-context.js';
import { resolveSettings } from './settings.js';
import { type VeniceRequest, requestRules } from './venice-request.js';

/**
 * A client of Venice.ai, or of any server with the same wire format.
 *
 * The key is the option `apiKey`, by default the environment variable `VENICE_API_KEY`. The client never puts it into emitted values,
 * errors or the output of `util.inspect`.
 *
 * @example
 * ```ts
 * import { VeniceClient, contentDeltas } from 'venice-rx';
 *
 * const client = new VeniceClient();
 * client.chat.completions
 *   .create({ model: 'default', messages: [{ role: 'user', content: 'Say hello.' }], stream: true })
 *   .pipe(contentDeltas())
 *   .subscribe({
 *     next: (delta) => process.stdout.write(delta),
 *     complete: () => void client.close(),
 *   });
 * ```
 */
export class VeniceClient {
  /** Chats. */
  readonly chat: { readonly completions: ChatCompletions };
  /** The models of the server. */
  readonly models: Models;
  readonly #options: VeniceClientOptions;
  readonly #settings: Settings;
  readonly #transport: HttpTransport;
  /** Does nothing for a transport that this client has not created. */
  readonly #closeTransport: () => Promise<void> = () => Promise.resolve();
  readonly #circuitBreaker: CircuitBreaker | false;
  readonly #runs: OpenRuns;
  #isClosed = false;
  /** @internal */
  readonly context: RequestContext;

  /** Opens no connection: the first request does. Throws a `TypeError` if an option is unknown or invalid. */
  constructor(options?: VeniceClientOptions);
  // Not one signature: `stripInternal` keeps `origin` out of the declarations.
  // eslint-disable-next-line @typescript-eslint/unified-signatures
  /** @internal */ constructor(options: VeniceClientOptions, origin: VeniceClient);
  constructor(options: VeniceClientOptions = {}, origin?: VeniceClient) {
    const settings = resolveSettings(options);
    this.#options = options;
    this.#settings = settings;
    if (options.transport) this.#transport = deliverInContext(options.transport);
    else if (origin) this.#transport = origin.#transport;
    else {
      const transport = defaultTransport();
      this.#transport = transport;
      this.#closeTransport = transport.close;
    }
    // TypeScript does not allow private names in optional chaining.
    this.#runs = new OpenRuns(origin && origin.#runs);
    this.#circuitBreaker = options.circuitBreaker ?? defaultCircuitBreaker() ?? false;
    const { limits, interceptors = [], requestInterceptors = [] } = options;
    const context: RequestContext = {
      sender: new RequestSender(settings, this.#transport),
      timeouts: settings.timeouts,
      partitionOf: partitioner(settings, options.partitionBy),
      // The circuit breaker comes after the limits, so that it knows the failures that have happened during the wait.
      limitInterceptors: [limits ?? [], this.#circuitBreaker || []]
        .flat()
        .map((limiter) => withContext(limiter.intercept, limiter)),
      requestInterceptors: requestInterceptors.map(
        (interceptor) => withContext<AttemptRequest, unknown>(interceptor) as RequestInterceptor,
      ),
      retry: options.retry,
      requireFinishReason: options.requireFinishReason,
      enter: (run) => {
        // Keeps V8's optimized code between answers. Only the first call in a process has an effect.
        keepShapes((keptOptions) => new VeniceClient(keptOptions));
        this.#runs.enter(run);
      },
      usage: origin?.context.usage ?? { log: undefined, isClosed: false },
    };
    this.context = context;
    const completions = new ChatCompletions(
      context,
      interceptors.map((interceptor) => withContext(interceptor)),
    );
    this.chat = { completions };
    this.models = new Models(context);
  }

  /**
   * The state of the circuit breaker: emits an array, on subscription and on every change, with one entry for each model and partition
   * (the requests of one tenant) that has recent failures. Requests of `client.request` with `limits: 'own'` have the name of their
   * operation in place of a model. The array is empty if nothing has failed recently, and always without a circuit breaker.
   */
  get circuits(): Observable<readonly ModelCircuit[]> {
    return this.#circuitBreaker ? this.#circuitBreaker.circuits.pipe(bindContext()) : emitOnce([]);
  }

  /**
   * Returns a new client with some options replaced. Both clients share their connections unless you pass another `transport`. Calling
   * `close()` on the new client ends only the runs of the new client; calling it on this client ends the runs of both. If you replace
   * `baseURL`, the new server receives the key of this client unless you also pass `apiKey`, for example false. `limits` and
   * `circuitBreaker` are shared unless you replace them. The default circuit breaker, however, is not shared if you pass `baseURL`, or
   * `apiKey` while `partitionBy` is set.
   */
  withOptions(options: VeniceClientOptions): VeniceClient {
    const { apiKey, baseURL } = this.#settings;
    const timeouts = { ...this.#options.timeouts, ...options.timeouts };
    const { partitionBy } = { ...this.#options, ...options };
    // Failures of another server or of another key must not be counted together. With the default of `partitionBy`, each key has its own
    // partition anyway.
    const needsOwnCircuitBreaker = (options.baseURL ?? (partitionBy && options.apiKey)) !== undefined;
    return new VeniceClient(
      {
        ...this.#options,
        apiKey,
        baseURL,
        ...(!needsOwnCircuitBreaker && { circuitBreaker: this.#circuitBreaker }),
        ...options,
        timeouts,
      },
      this,
    );
  }

  /** Sends a request to any route of the API, and emits the bytes of the response once. Otherwise like the other overload. */
  request(request: VeniceRequest & { readonly responseType: 'bytes' }): Observable<Uint8Array<ArrayBuffer>>;
  /**
   * Sends a request to any route of the API, and emits the JSON object of the response once, without checking that it is a `T`. The
   * result is cold and can be cancelled. By default it has the same errors, limits, circuit breaker, timeouts and usage records as a chat.
   */
  request<T extends object = object>(request: VeniceRequest): Observable<T>;
  request<T extends object = object>(request: VeniceRequest): Observable<T> {
    checkOptions(request, requestRules);
    return runJson(this.context, request) as Observable<T>;
  }

  /**
   * Fails every run of this client, and of the clients that `withOptions` has created from it, with a `ClientClosedError`. Closes the
   * connections that this client has opened, but not those of a transport that you passed to it. Later runs fail with the same error.
   * Resolves when the connections are closed.
   */
  async close(): Promise<void> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#runs.end(new ClientClosedError({ message: 'the client has been closed' }));
      // A client that `withOptions` has created shares the usage log of the original client.
      if (!this.#runs.isInner) {
        const { usage } = this.context;
        usage.isClosed = true;
        usage.log?.complete();
      }
    }
    await this.#closeTransport();
  }

  /** Calls `close()` at the end of a block with `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** Wraps the caller's transport, which may emit in any async context, so that it emits in the context of its subscriber. */
function deliverInContext(transport: HttpTransport): HttpTransport {
  return (request) => transport(request).pipe(bindContext());
}
