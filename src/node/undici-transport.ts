import { channel } from 'node:diagnostics_channel';
import { Observable, type Subscriber, type Subscription, asyncScheduler, noop } from 'rxjs';
import type { Dispatcher } from 'undici';
import { captureContext } from '#capture-context';
import { load } from '#load';
import { APIConnectionError } from '../errors/api-connection-error.js';
import { APITimeoutError } from '../errors/api-timeout-error.js';
import { isVeniceError } from '../errors/venice-error.js';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { invalidOption } from '../options/invalid-option.js';
import { connectionError } from '#connection-error';
import { followGate } from '../transport/follow-gate.js';
import type { TransportEvent } from '../transport/transport-event.js';
import { maxTimerDelay } from '../transport/max-timer-delay.js';
import type { ClosableHttpTransport, TransportRequest } from '../transport/http-transport.js';
import { ConnectionTracker } from './connection-tracker.js';
import type { FindFailedProxy } from './failed-proxy.js';
import { type OwnDispatchers, createOwnDispatchers } from './own-dispatchers.js';
import { wantsWholeResponse } from '../transport/wants-whole-response.js';
import { ResponseHandler } from './response-handler.js';

/**
 * A dispatcher of undici: an `Agent`, a `Pool`, a `Client`, a `ProxyAgent`, or the result of `compose`. Declared without types
 * of undici, so that the dispatchers of undici 7 and 8 are both assignable.
 */
export interface UndiciDispatcher {
  /** Sends a request, as undici 7 and 8 do. */
  dispatch(options: object, handler: object): boolean;
}

/** Options of {@link undiciTransport}. */
export interface UndiciTransportOptions {
  /**
   * A dispatcher of undici 7 or 8 to use instead of the default one, e.g. for a proxy, a client certificate or a Unix socket.
   * The transport never closes it. The global dispatcher of Node's built-in `fetch` may be of an incompatible version.
   *
   * This transport cannot see when such a dispatcher connects: `timeouts.connect` has no effect, `timeouts.headers` includes
   * connecting, and unsubscribing while the dispatcher connects closes the connection only once it is established.
   */
  readonly dispatcher?: UndiciDispatcher;
}

const rules: OptionRules<UndiciTransportOptions> = {
  dispatcher: [canDispatch, 'a dispatcher of undici 7 or 8: an Agent, a Pool, a Client or a ProxyAgent'],
};

function canDispatch(value: unknown): boolean {
  return typeof (Object(value) as Partial<UndiciDispatcher>).dispatch === 'function';
}

/**
 * A transport over undici, the default in Node. Loads undici at the first request. Without the option `dispatcher`, it uses the
 * proxies of the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`), except for localhost and other loopback addresses.
 */
export function undiciTransport(options: UndiciTransportOptions = {}): ClosableHttpTransport {
  checkOptions(options, rules);
  const { dispatcher } = options;
  const tracker = new ConnectionTracker();
  let own: OwnDispatchers | undefined;
  let isClosed = false;
  let lastTarget: Target | undefined;
  const pick = (url: URL): UndiciDispatcher => {
    if (isClosed) throw closedTransport();
    if (dispatcher !== undefined) return dispatcher;
    if (own === undefined) {
      keepRequestShapes(undici());
      own = createOwnDispatchers(undici(), tracker);
    }
    return own.pick(url);
  };
  const findFailedProxy: FindFailedProxy = (url, error) => own?.findFailedProxy(url, error);
  const transport = (request: TransportRequest): Observable<TransportEvent> =>
    new Observable((subscriber) => {
      const isBorrowed = dispatcher !== undefined;
      const handler = new ResponseHandler(request, subscriber, tracker, isBorrowed);
      handler.findFailedProxy = findFailedProxy;
      subscriber.add(handler);
      if (request.gate) {
        followGate(request.gate, subscriber, (isOpen) => {
          handler.setOpen(isOpen);
        });
      }
      if (subscriber.closed) return;
      try {
        tracker.dispatch(handler, () => {
          // Nearly every request has the same URL as the previous one.
          if (lastTarget?.href !== request.url) lastTarget = toTarget(request.url);
          pick(lastTarget.url).dispatch(dispatchOptions(request, lastTarget), handler);
        });
      } catch (error) {
        subscriber.error(dispatchError(request.url, error, dispatcher));
        return;
      }
      // In a dispatcher of the caller, a waiting request may be queued instead of connecting.
      if (handler.isWaiting && !isBorrowed) handler.connectTimer = connectTimer(request, subscriber);
    });
  const close = async (): Promise<void> => {
    // The dispatcher of the caller stays open, and so does a transport that uses it.
    isClosed = dispatcher === undefined;
    await own?.destroy();
  };
  return Object.assign(transport, { close });
}

/** The async context of the first import, which the kept request retains instead of the context of the first request. */
const moduleContext = captureContext();
/** Channels of undici. If a tracer, for example, listens on one of them, it must not be notified of the kept request. */
const observedChannels = ['undici:request:create', 'undici:client:beforeConnect'];
let keptRequest: readonly unknown[] | undefined;

/**
 * Keeps alive one object of each class that a request creates before it has a connection, for the reason that `client/keep-shapes.ts`
 * explains: a request whose connection is never opened stays open for as long as the process runs. If a tracer observes undici, undici does
 * not receive this request, and its own classes are not kept.
 */
function keepRequestShapes({ Client }: typeof import('undici')): void {
  if (keptRequest !== undefined) return;
  keptRequest = [];
  const isObserved = observedChannels.some((name) => channel(name).hasSubscribers);
  const dispatcher = isObserved
    ? { dispatch: () => true }
    : new Client('http://localhost', { connect: noop });
  const headers = { accept: 'text/event-stream' };
  const request = { method: 'POST', url: 'http://localhost/', headers, body: '' } as const;
  moduleContext.run(() => {
    keptRequest = [dispatcher, undiciTransport({ dispatcher })(request).subscribe({ error: noop })];
  });
}

/** Loads undici. Throws if the program is a bundle that runs without `node_modules`. */
function undici(): typeof import('undici') {
  try {
    return load.undici();
  } catch (cause) {
    const message =
      'undici cannot be loaded: leave venice-rx out of the bundle (`external`), or pass `transport: fetchTransport()`';
    throw new APIConnectionError({ message, code: 'MODULE_NOT_FOUND', cause });
  }
}

function closedTransport(): APIConnectionError {
  return new APIConnectionError({ message: 'the transport has been closed', code: 'UND_ERR_DESTROYED' });
}

/** Converts an error thrown by `dispatch`. If the caller's dispatcher throws, its version is most likely incompatible. */
function dispatchError(url: string, error: unknown, borrowed: UndiciDispatcher | undefined): unknown {
  if (isVeniceError(error)) return error;
  return borrowed ? wrongDispatcher(borrowed, error) : connectionError(url, error);
}

function wrongDispatcher(dispatcher: UndiciDispatcher, cause: unknown): TypeError {
  const [, expected] = rules.dispatcher;
  const { message } = invalidOption('dispatcher', expected, dispatcher);
  return new TypeError(message, { cause });
}

/** The URL of a request and its parts as strings, since the getters of a URL build a new string at each access. */
interface Target {
  readonly href: string;
  readonly url: URL;
  readonly origin: string;
  readonly path: string;
}

function toTarget(href: string): Target {
  const url = new URL(href);
  return { href, url, origin: url.origin, path: url.pathname + url.search };
}

function dispatchOptions(
  { method, headers, body }: TransportRequest,
  { origin, path }: Target,
): Dispatcher.DispatchOptions {
  return {
    origin,
    path,
    method,
    headers: withCodings(headers),
    body: body ?? null,
    headersTimeout: 0,
    bodyTimeout: 0,
  };
}

/** Adds `accept-encoding`, unless the caller has set it: a whole response may be compressed, a stream may not. */
function withCodings(headers: TransportRequest['headers']): Record<string, string> {
  const all: Record<string, string> = Object.assign({}, headers);
  all['accept-encoding'] ??= wantsWholeResponse(headers) ? 'br, gzip' : 'identity';
  return all;
}

/** Schedules the error of `timeouts.connect`. */
function connectTimer(
  { url, connectTimeout = 0 }: TransportRequest,
  subscriber: Subscriber<never>,
): Subscription | undefined {
  if (connectTimeout === 0 || connectTimeout > maxTimerDelay) return undefined;
  return asyncScheduler.schedule(() => {
    subscriber.error(
      new APITimeoutError({
        message: `no connection to ${new URL(url).origin} within ${connectTimeout} ms (timeouts.connect)`,
        phase: 'connect',
        limit: connectTimeout,
      }),
    );
  }, connectTimeout);
}
