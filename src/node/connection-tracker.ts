import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';

/** A request that has been dispatched, and has no connection yet. */
export interface ConnectingRequest {
  /** The socket that undici opened for this request; undefined if it reused one. */
  socket?: Socket | undefined;
  /** The error that made the socket unusable. */
  failure?: Error | undefined;
}

/** The type of undici's connector. */
type Connect = (...args: Parameters<buildConnector.connector>) => unknown;

/**
 * Closes connections whose request has been unsubscribed. undici does not return a socket while it connects, but calls the
 * connector synchronously in `dispatch`: so the new socket belongs to the request that is being dispatched.
 */
export class ConnectionTracker {
  #dispatching: ConnectingRequest | undefined;
  readonly #waiting = new Set<ConnectingRequest>();
  /** Connecting sockets that undici opened outside of `dispatch`, for example because its previous socket was closing. */
  readonly #orphans = new Set<Socket>();

  /** Wraps undici's connector, which returns the socket, although its type does not say so. */
  connector(connect: Connect): buildConnector.connector {
    return (options, callback) => {
      if (this.#dispatching !== undefined) this.#track(this.#dispatching, connect, options, callback);
      else if (this.#isNeeded()) this.#trackOrphan(connect(options, callback) as Socket);
      else process.nextTick(callback, this.#refusal(), null);
    };
  }

  /** Calls `dispatch`. If undici opens a socket during the call, it is assigned to `request`. */
  dispatch(request: ConnectingRequest, dispatch: () => void): void {
    const outer = this.#dispatching;
    this.#dispatching = request;
    this.#waiting.add(request);
    try {
      dispatch();
    } finally {
      this.#dispatching = outer;
    }
  }

  /** Called when a request has its connection. From now on, aborting the request closes the connection. */
  started(request: ConnectingRequest): void {
    this.#waiting.delete(request);
    request.socket = undefined;
    this.#destroyOrphans();
  }

  /** Called when a request has been unsubscribed. Closes its socket if it is still connecting. */
  abandoned(request: ConnectingRequest): void {
    if (!this.#waiting.delete(request)) return;
    request.socket?.destroy(notNeeded());
    this.#destroyOrphans();
  }

  /**
   * Whether a request waits for a connection that undici opens outside of `dispatch`. undici also opens one after an aborted
   * request, and only then notices that there is nothing to send.
   */
  #isNeeded(): boolean {
    for (const { socket } of this.#waiting) if (socket === undefined) return true;
    return false;
  }

  #destroyOrphans(): void {
    if (this.#orphans.size === 0 || this.#isNeeded()) return;
    for (const orphan of this.#orphans) orphan.destroy(notNeeded());
  }

  /** Returns the error for a connection that is not needed. undici connects again after a socket has failed: then it is that socket's error. */
  #refusal(): Error {
    for (const { failure, socket } of this.#waiting) {
      if (failure !== undefined) return failure;
      // The case of a proxy that accepts a connection and closes it without an answer.
      if (socket?.destroyed === true) return closedTooSoon();
    }
    return notNeeded();
  }

  #track(request: ConnectingRequest, connect: Connect, ...[options, callback]: Parameters<Connect>): void {
    const closed = (): void => {
      request.failure ??= closedTooSoon();
    };
    const socket = connect(options, (...result) => {
      // Once connected, errors of the socket belong to other code, and the listener would stay for as long as the connection.
      socket.off('close', closed);
      if (result[0] !== null) [request.failure] = result;
      callback(...result);
    }) as Socket;
    request.socket = socket.once('close', closed);
  }

  #trackOrphan(socket: Socket): void {
    const forget = (): void => {
      this.#orphans.delete(socket);
    };
    this.#orphans.add(socket);
    // The socket must no longer be an orphan when undici's own listener assigns it to a request and calls `started`.
    socket
      .prependOnceListener('encrypted' in socket ? 'secureConnect' : 'connect', forget)
      .once('close', forget);
  }
}

function closedTooSoon(): Error {
  return Object.assign(new Error('closed before it could be used'), { code: 'ECONNRESET' });
}

function notNeeded(): Error {
  return new Error('no request waits for this connection any more');
}
