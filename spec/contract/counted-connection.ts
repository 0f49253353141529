import type { Socket } from 'node:net';

/** A connection that a client has opened to a `CountingProxy` or a `HostileServer`. */
export class CountedConnection {
  /** All bytes that the client has sent, as latin1. */
  request = '';
  isOpen = true;
  /** Whether the client closed the connection, not this side. */
  isClosedByClient = false;
  readonly socket: Socket;
  private isEnding = false;

  constructor(socket: Socket, notify: () => void) {
    this.socket = socket;
    const closedByClient = (): void => {
      this.isClosedByClient ||= !this.isEnding;
    };
    socket
      .on('data', (bytes) => (this.request += bytes.toString('latin1')))
      .on('data', notify)
      .on('end', closedByClient)
      .on('error', closedByClient)
      .on('close', () => {
        this.isOpen = false;
        notify();
      });
  }

  /** Closes the connection from this side. */
  end(close: (socket: Socket) => void): void {
    this.isEnding = true;
    close(this.socket);
  }

  /** Number of POST requests that have arrived. */
  get requests(): number {
    return this.request.match(/POST \S+ HTTP\/1\.1\r\n/g)?.length ?? 0;
  }
}
