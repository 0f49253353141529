import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';

/** A request between its dispatch and its connection being ready. */
export interface Waiting {
  /** The socket that undici opened for this request; undefined if it reused one. */
  socket?: Socket | undefined;
  /** The error that made this socket unusable. */
  failure?: Error | undefined;
}

/** The type of undici's connector. */
type Connect = (...args: Parameters<buildConnector.connector>) => unknown;

/**
 * Closes connections that have no subscriber any more. undici returns no handle while it connects, but calls `connect`
 * synchronously in `dispatch`, so the socket belongs to the request being dispatched.
 */
export class ConnectionTracker {
  #dispatching: Waiting | undefined;
  readonly #waiting = new Set<Waiting>();
  /** Sockets that undici opened by itself, because its previous one was closing. */
  readonly #orphans = new Set<Socket>();

  /** Wraps undici's connector. It returns the socket, which its types omit. */
  connector(connect: Connect): buildConnector.connector {
    return (options, callback) => {
      if (this.#dispatching !== undefined) this.#track(this.#dispatching, connect, options, callback);
      else if (this.#isNeeded()) this.#adopt(connect(options, callback) as Socket);
      else process.nextTick(callback, this.#refusal(), null);
    };
  }

  /** Calls `dispatch` for a request, and assigns the socket to `request` if one is opened. */
  dispatch(request: Waiting, dispatch: () => void): void {
    const outer = this.#dispatching;
    this.#dispatching = request;
    this.#waiting.add(request);
    try {
      dispatch();
    } finally {
      this.#dispatching = outer;
    }
  }

  /** The request has its connection. From now on, aborting the request closes it. */
  started(request: Waiting): void {
    this.#waiting.delete(request);
    request.socket = undefined;
    this.#dropOrphans();
  }

  /** The request has no subscriber any more: closes its connection in any state. */
  abandoned(request: Waiting): void {
    if (!this.#waiting.delete(request)) return;
    request.socket?.destroy(notNeeded());
    this.#dropOrphans();
  }

  /**
   * Whether a request waits for a connection that undici opens by itself. undici also opens one after an aborted request,
   * and only then notices that there is nothing to send.
   */
  #isNeeded(): boolean {
    for (const { socket } of this.#waiting) if (socket === undefined) return true;
    return false;
  }

  #dropOrphans(): void {
    if (this.#orphans.size === 0 || this.#isNeeded()) return;
    for (const orphan of this.#orphans) orphan.destroy(notNeeded());
  }

  /** undici connects again after a failed socket. The request must then receive the error of that socket. */
  #refusal(): Error {
    for (const { failure, socket } of this.#waiting) {
      if (failure !== undefined) return failure;
      // A proxy that accepts a connection and closes it without an answer.
      if (socket?.destroyed === true) return closedTooSoon();
    }
    return notNeeded();
  }

  #track(request: Waiting, connect: Connect, ...[options, callback]: Parameters<Connect>): void {
    const closed = (): void => {
      request.failure ??= closedTooSoon();
    };
    const socket = connect(options, (...result) => {
      // Later errors are not failures of this request, and a connection lives long.
      socket.off('close', closed);
      if (result[0] !== null) [request.failure] = result;
      callback(...result);
    }) as Socket;
    request.socket = socket.once('close', closed);
  }

  #adopt(socket: Socket): void {
    const forget = (): void => {
      this.#orphans.delete(socket);
    };
    this.#orphans.add(socket);
    // Before undici's own listener, which assigns the socket to a request synchronously.
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
