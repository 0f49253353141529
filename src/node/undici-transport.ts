import { Observable, type Subscriber, type Subscription, asyncScheduler } from 'rxjs';
import type { Dispatcher } from 'undici';
import { load } from '#load';
import { APIConnectionError } from '../errors/api-connection-error.js';
import { APITimeoutError } from '../errors/api-timeout-error.js';
import { isVeniceError } from '../errors/venice-error.js';
import { connectionError } from '../transport/connection-error.js';
import { followGate } from '../transport/follow-gate.js';
import type { TransportEvent } from '../transport/transport-event.js';
import { longestDelay } from '../transport/max-delay.js';
import type { ClosableHttpTransport, TransportRequest } from '../transport/http-transport.js';
import { ConnectionTracker } from './connection-tracker.js';
import { type OwnDispatcher, createOwnDispatcher } from './own-dispatcher.js';
import { ResponseHandler, isWantedInOnePiece } from './response-handler.js';

/** Options of {@link undiciTransport}. */
export interface UndiciTransportOptions {
  /**
   * A dispatcher of undici 7 to use instead of an own one: for a proxy, a client certificate, a Unix socket. It is
   * borrowed and never closed. Node's built-in `fetch` has another version of undici, whose dispatchers do not fit.
   *
   * What a borrowed dispatcher does before it sends cannot be seen: `timeouts.connect` has no effect, `timeouts.headers`
   * counts it too, and a run that is left while it connects is silent at once, but closed only when it is connected.
   */
  readonly dispatcher?: Dispatcher;
}

/**
 * A transport over undici, for Node: the default there. undici is loaded at the first request. Proxies of the
 * environment (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`) are used, but never for this machine.
 */
export function undiciTransport(options: UndiciTransportOptions = {}): ClosableHttpTransport {
  const { dispatcher } = options;
  if (
    dispatcher !== undefined &&
    typeof (dispatcher as Partial<Dispatcher> | null)?.dispatch !== 'function'
  ) {
    throw wrongDispatcher();
  }
  const watch = new ConnectionTracker();
  let own: OwnDispatcher | undefined;
  let isClosed = false;
  let last: URL | undefined;
  const pick = (url: URL): Dispatcher => {
    if (isClosed) throw closedTransport();
    return dispatcher ?? (own ??= createOwnDispatcher(undici(), watch)).pick(url);
  };
  const transport = (request: TransportRequest): Observable<TransportEvent> =>
    new Observable((subscriber) => {
      const isBorrowed = dispatcher !== undefined;
      const handler = new ResponseHandler(request, subscriber, watch, isBorrowed);
      subscriber.add(handler);
      if (request.gate) {
        followGate(request.gate, subscriber, (isOpen) => {
          handler.read(isOpen);
        });
      }
      if (subscriber.closed) return;
      try {
        watch.dispatch(handler, () => {
          // Nearly every request goes to the address of the one before.
          if (last?.href !== request.url) last = new URL(request.url);
          pick(last).dispatch(dispatchOptions(request, last), handler);
        });
      } catch (error) {
        subscriber.error(dispatchError(request.url, error, isBorrowed));
        return;
      }
      // In a borrowed dispatcher a request may also wait for its turn.
      if (handler.isWaiting && !isBorrowed) handler.connectClock = connectClock(request, subscriber);
    });
  const close = async (): Promise<void> => {
    isClosed = dispatcher === undefined;
    await own?.destroy();
  };
  return Object.assign(transport, { close });
}

/** A bundle that took undici along is no place to load it from. */
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

/** What has a name of ours keeps it; a borrowed dispatcher that throws is of another version. */
function dispatchError(url: string, error: unknown, isBorrowed: boolean): unknown {
  if (isVeniceError(error)) return error;
  return isBorrowed ? wrongDispatcher(error) : connectionError(url, error);
}

function wrongDispatcher(cause?: unknown): TypeError {
  const message = 'dispatcher: not a dispatcher of undici 7; pass an Agent, Pool, Client or ProxyAgent';
  return new TypeError(message, cause === undefined ? undefined : { cause });
}

function dispatchOptions({ method, headers, body }: TransportRequest, url: URL): Dispatcher.DispatchOptions {
  return {
    origin: url.origin,
    path: url.pathname + url.search,
    method,
    headers: withCodings(headers),
    body: body ?? null,
    headersTimeout: 0,
    bodyTimeout: 0,
  };
}

/** What codings the answer may have, where the caller does not say. */
function withCodings(headers: TransportRequest['headers']): Record<string, string> {
  const all = { ...headers };
  all['accept-encoding'] ??= isWantedInOnePiece(headers) ? 'br, gzip' : 'identity';
  return all;
}

/** Fails the subscriber when the request has no connection in time. */
function connectClock(
  { url, connectTimeout = 0 }: TransportRequest,
  subscriber: Subscriber<never>,
): Subscription | undefined {
  if (connectTimeout === 0 || connectTimeout > longestDelay) return undefined;
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
