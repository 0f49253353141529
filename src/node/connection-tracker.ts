import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';

/** A request that has been dispatched, and has no connection yet. */
export interface ConnectingRequest {
  /** The socket that undici opened for this request in `dispatch`; undefined if undici opened none. */
  socket?: Socket | undefined;
  /** The error that made the socket unusable. */
  failure?: Error | undefined;
}

/** The type of undici's connector. */
type Connect = (...args: Parameters<buildConnector.connector>) => unknown;

/**
 * Closes a connecting socket when its request is unsubscribed. undici does not return the socket while it connects, but calls the
 * connector synchronously in `dispatch`. So a new socket belongs to the request that is being dispatched.
 */
export class ConnectionTracker {
  #dispatching: ConnectingRequest | undefined;
  readonly #waiting = new Set<ConnectingRequest>();
  /** Connecting sockets that undici opened outside of `dispatch`, for example because the previous socket was closing. */
  readonly #orphans = new Set<Socket>();

  /** Wraps undici's connector, which returns the socket, although its type does not say so. */
  connector(connect: Connect): buildConnector.connector {
    return (options, callback) => {
      if (this.#dispatching !== undefined) this.#track(this.#dispatching, connect, options, callback);
      else if (this.#needsSocket()) this.#trackOrphan(connect(options, callback) as Socket);
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

  /** Called when a request has its connection. From now on, undici closes the connection if the request is aborted. */
  onStart(request: ConnectingRequest): void {
    this.#waiting.delete(request);
    request.socket = undefined;
    this.#destroyOrphans();
  }

  /** Called when a request has been unsubscribed. Closes its socket if the socket is still connecting. */
  onUnsubscribe(request: ConnectingRequest): void {
    if (!this.#waiting.delete(request)) return;
    request.socket?.destroy(notNeeded());
    this.#destroyOrphans();
  }

  /**
   * Whether a waiting request has no socket yet. Outside of `dispatch`, undici opens a socket for such a request, but also after an
   * aborted request, when there is nothing to send.
   */
  #needsSocket(): boolean {
    for (const { socket } of this.#waiting) if (socket === undefined) return true;
    return false;
  }

  #destroyOrphans(): void {
    if (this.#orphans.size === 0 || this.#needsSocket()) return;
    for (const orphan of this.#orphans) orphan.destroy(notNeeded());
  }

  /** Returns the error for a socket that is not opened: the error of the previous socket if undici connects again after a failure. */
  #refusal(): Error {
    for (const { failure, socket } of this.#waiting) {
      if (failure !== undefined) return failure;
      // A proxy has accepted the connection, and closed it without an answer.
      if (socket?.destroyed === true) return closedTooSoon();
    }
    return notNeeded();
  }

  #track(request: ConnectingRequest, connect: Connect, ...[options, callback]: Parameters<Connect>): void {
    const onClose = (): void => {
      request.failure ??= closedTooSoon();
    };
    const socket = connect(options, (...result) => {
      // undici handles the errors of a connected socket, and the listener would stay for as long as the connection.
      socket.off('close', onClose);
      if (result[0] !== null) [request.failure] = result;
      callback(...result);
    }) as Socket;
    request.socket = socket.once('close', onClose);
  }

  #trackOrphan(socket: Socket): void {
    const forget = (): void => {
      this.#orphans.delete(socket);
    };
    this.#orphans.add(socket);
    // Runs before undici's own listener, which assigns the socket to a request and calls `onStart`: `onStart` destroys orphans.
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
