import type { Socket } from 'node:net';

/** What the proxy knows of one connection that was made to it. */
export class CountedConnection {
  /** What the client has sent, as text. */
  request = '';
  isOpen = true;
  /** Whether the client, and not the proxy or the server behind it, closed it. */
  isClosedByClient = false;
  readonly socket: Socket;
  private isEnding = false;

  constructor(socket: Socket, changed: () => void) {
    this.socket = socket;
    const closedByClient = (): void => {
      this.isClosedByClient ||= !this.isEnding;
    };
    socket
      .on('data', (bytes) => (this.request += bytes.toString('latin1')))
      .on('data', changed)
      .on('end', closedByClient)
      .on('error', closedByClient)
      .on('close', () => {
        this.isOpen = false;
        changed();
      });
  }

  /** Closes it from this side. */
  end(how: (socket: Socket) => void): void {
    this.isEnding = true;
    how(this.socket);
  }

  /** How many HTTP requests have come over it. */
  get requests(): number {
    return this.request.match(/POST \S+ HTTP\/1\.1\r\n/g)?.length ?? 0;
  }
}
