import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';

/** A request from the moment it is dispatched until it has a connection that is ready for it. */
export interface Waiting {
  /** The socket that undici opened for this request; none where it took one that it had. */
  socket?: Socket | undefined;
  /** Why that socket came to nothing. */
  failure?: Error | undefined;
}

/** undici's own connector. */
type Connect = (...args: Parameters<buildConnector.connector>) => unknown;

/**
 * Ends connections that have no subscriber any more. undici gives no handle while it connects, but it calls `connect` in
 * the same turn as `dispatch`: so the socket belongs to the request that is being dispatched just then.
 */
export class ConnectionTracker {
  private dispatching: Waiting | undefined;
  private readonly waiting = new Set<Waiting>();
  /** Sockets that undici opened on its own, because the one that it had was just closing. */
  private readonly orphans = new Set<Socket>();

  /** Wraps undici's own connector. It returns the socket, which its types do not tell. */
  connector(connect: Connect): buildConnector.connector {
    return (options, callback) => {
      if (this.dispatching !== undefined) this.track(this.dispatching, connect, options, callback);
      else if (this.isNeeded()) this.adopt(connect(options, callback) as Socket);
      else process.nextTick(callback, this.refusal(), null);
    };
  }

  /** Calls `dispatch` for a request, and gives its socket, if one is opened, to `request`. */
  dispatch(request: Waiting, dispatch: () => void): void {
    const outer = this.dispatching;
    this.dispatching = request;
    this.waiting.add(request);
    try {
      dispatch();
    } finally {
      this.dispatching = outer;
    }
  }

  /** The request has its connection, which from now on is closed by aborting the request. */
  started(request: Waiting): void {
    this.waiting.delete(request);
    request.socket = undefined;
    this.dropOrphans();
  }

  /** The request has no subscriber any more: its connection is closed in whatever state it is. */
  abandoned(request: Waiting): void {
    if (!this.waiting.delete(request)) return;
    request.socket?.destroy(notNeeded());
    this.dropOrphans();
  }

  /**
   * Whether a request waits for a connection that undici opens on its own. After an aborted request undici opens one
   * too, and finds out only then that it has nothing to send.
   */
  private isNeeded(): boolean {
    for (const { socket } of this.waiting) if (socket === undefined) return true;
    return false;
  }

  private dropOrphans(): void {
    if (this.orphans.size === 0 || this.isNeeded()) return;
    for (const orphan of this.orphans) orphan.destroy(notNeeded());
  }

  /** undici asks again when a socket came to nothing: then what happened to it is what its request has to hear. */
  private refusal(): Error {
    for (const { failure } of this.waiting) if (failure !== undefined) return failure;
    return notNeeded();
  }

  private track(request: Waiting, connect: Connect, ...[options, callback]: Parameters<Connect>): void {
    const closed = (): void => {
      request.failure ??= Object.assign(new Error('closed before it could be used'), { code: 'ECONNRESET' });
    };
    const socket = connect(options, (...result) => {
      // What happens to it later is no failure of this request; and a connection lives long.
      socket.off('close', closed);
      if (result[0] !== null) [request.failure] = result;
      callback(...result);
    }) as Socket;
    request.socket = socket.once('close', closed);
  }

  private adopt(socket: Socket): void {
    const forget = (): void => {
      this.orphans.delete(socket);
    };
    this.orphans.add(socket);
    // Before undici hears of it, which gives it to a request in the same turn.
    socket
      .prependOnceListener('encrypted' in socket ? 'secureConnect' : 'connect', forget)
      .once('close', forget);
  }
}

function notNeeded(): Error {
  return new Error('no request waits for this connection any more');
}
