import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import { Changes } from '../../contract/changes.js';
import { CountedConnection } from '../../contract/counted-connection.js';

/** A complete request, and its connection, on which it is answered. */
export class Exchange {
  readonly connection: CountedConnection;
  /** Number of earlier requests, on all connections. */
  readonly index: number;
  hasHead = false;
  isAnswered = false;

  constructor(connection: CountedConnection, index: number) {
    this.connection = connection;
    this.index = index;
  }

  /** Writes the head of a response with chunked transfer coding. */
  head(status = '200 OK', headers: Readonly<Record<string, string>> = {}): void {
    this.hasHead = true;
    const all = { 'content-type': 'text/event-stream', 'transfer-encoding': 'chunked', ...headers };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    this.connection.socket.write(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n`);
  }

  /** Writes a part of the body, as one chunk of the transfer coding. */
  write(bytes: Uint8Array | string): void {
    if (bytes.length === 0) return;
    const { socket } = this.connection;
    socket.write(`${Buffer.byteLength(bytes).toString(16)}\r\n`);
    socket.write(bytes);
    socket.write('\r\n');
  }

  /** Ends the body with the last chunk of the transfer coding. */
  end(): void {
    this.isAnswered = true;
    this.connection.socket.write('0\r\n\r\n');
  }

  /** Writes a complete response. */
  answer(status: string, content: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): void {
    this.head(status, headers);
    this.write(content);
    this.end();
  }
}

/** A server that reads requests and records connections. The specs answer on the sockets, also with bytes that are not HTTP. */
export class HostileServer extends Changes implements AsyncDisposable {
  readonly connections: CountedConnection[] = [];
  readonly exchanges: Exchange[] = [];
  private readonly listener: Server;

  private constructor(onExchange: (exchange: Exchange) => void) {
    super();
    this.listener = createServer((socket) => {
      const connection = new CountedConnection(socket.setNoDelay(), this.notify);
      this.connections.push(connection);
      readRequests(socket, () => {
        const exchange = new Exchange(connection, this.exchanges.length);
        this.exchanges.push(exchange);
        onExchange(exchange);
        this.notify();
      });
      this.notify();
    });
  }

  /** Starts a server on a free port of this machine. */
  static async start(onExchange: (exchange: Exchange) => void = () => undefined): Promise<HostileServer> {
    const server = new HostileServer(onExchange);
    server.listener.listen(0, '127.0.0.1');
    await once(server.listener, 'listening');
    return server;
  }

  get port(): number {
    return (this.listener.address() as AddressInfo).port;
  }

  /** The open connections. */
  get open(): readonly CountedConnection[] {
    return this.connections.filter(({ isOpen }) => isOpen);
  }

  /** The last request on this connection. */
  getExchange(connection: CountedConnection): Exchange | undefined {
    return this.exchanges.findLast((exchange) => exchange.connection === connection);
  }

  /** Open connections whose last request is not answered yet. */
  get busy(): readonly CountedConnection[] {
    return this.open.filter((connection) => this.getExchange(connection)?.isAnswered === false);
  }

  /** Open connections without a request. */
  get unused(): readonly CountedConnection[] {
    return this.open.filter((connection) => this.getExchange(connection) === undefined);
  }

  /** Closes all connections, and refuses new ones from now on. */
  async close(): Promise<void> {
    this.listener.close();
    for (const { socket } of this.connections) socket.destroy();
    await this.when(() => this.open.length === 0);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Calls `onRequest` for every complete request. */
function readRequests(socket: Socket, onRequest: () => void): void {
  let pending = '';
  socket.on('data', (bytes: Buffer) => {
    pending += bytes.toString('latin1');
    for (let size = getRequestSize(pending); size <= pending.length; size = getRequestSize(pending)) {
      pending = pending.slice(size);
      onRequest();
    }
  });
}

/** The size of the first request in `bytes`; Infinity until its head is complete. */
function getRequestSize(bytes: string): number {
  const head = /^[^]*?\r\n\r\n/.exec(bytes)?.[0];
  if (head === undefined) return Number.POSITIVE_INFINITY;
  return head.length + Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
}
