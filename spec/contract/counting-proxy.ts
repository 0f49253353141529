import { once } from 'node:events';
import { type AddressInfo, type Server, connect, createServer } from 'node:net';
import { take } from 'rxjs';
import { Changes } from './changes.js';
import { CountedConnection } from './counted-connection.js';
import { AnswerGate, type Stop } from './stop.js';

/** Options of a proxy. */
export interface CountingProxyOptions {
  /** Port of the server. Without it, the proxy accepts connections and never answers. */
  readonly server?: number;
  /** The position at which the proxy stops forwarding an answer. Default: none. */
  readonly stop?: Stop;
}

/** A TCP proxy on this machine that counts connections and requests, and can stop answers. */
export class CountingProxy extends Changes implements AsyncDisposable {
  readonly connections: CountedConnection[] = [];
  /** Number of answers that the proxy has stopped. */
  stops = 0;
  private readonly listener: Server;

  private constructor({ server, stop }: CountingProxyOptions) {
    super();
    this.listener = createServer((socket) => {
      const connection = new CountedConnection(socket, this.notify);
      this.connections.push(connection);
      if (server !== undefined) this.forward(connection, server, stop);
      this.notify();
    });
  }

  /** Starts a proxy on a free port of 127.0.0.1. */
  static async start(options: CountingProxyOptions = {}): Promise<CountingProxy> {
    const proxy = new CountingProxy(options);
    proxy.listener.listen(0, '127.0.0.1');
    await once(proxy.listener, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.listener.address() as AddressInfo).port;
  }

  /** Number of all connections so far. */
  get opened(): number {
    return this.connections.length;
  }

  /** Number of open connections. */
  get open(): number {
    return this.connections.filter(({ isOpen }) => isOpen).length;
  }

  /** Number of open connections over which at least one POST request has arrived. */
  get usedConnections(): number {
    return this.connections.filter(({ isOpen, requests }) => isOpen && requests > 0).length;
  }

  /** Number of connections that the client closed. */
  get closedByClient(): number {
    return this.connections.filter(({ isClosedByClient }) => isClosedByClient).length;
  }

  /** Number of connections over which the client has sent any bytes, such as the beginning of a TLS handshake. */
  get handshakes(): number {
    return this.connections.filter(({ request }) => request !== '').length;
  }

  /** Number of POST requests that have arrived. */
  get requests(): number {
    return this.connections.reduce((sum, { requests }) => sum + requests, 0);
  }

  /** Several counts, to compare in one assertion. */
  get counts(): Readonly<Record<'opened' | 'open' | 'closedByClient' | 'requests', number>> {
    const { opened, open, closedByClient, requests } = this;
    return { opened, open, closedByClient, requests };
  }

  /** Closes connections without a request, now and in the future, as servers do with idle connections. */
  endSpareConnections(): void {
    const spare = this.connections.filter(({ isOpen, requests }) => isOpen && requests === 0);
    spare.forEach((connection) => connection.end((socket) => socket.destroy()));
    this.changes.pipe(take(1)).subscribe(() => this.endSpareConnections());
  }

  /** Closes all connections, and refuses new ones from now on. */
  async close(): Promise<void> {
    this.listener.close();
    this.connections.forEach((connection) => connection.end((socket) => socket.destroy()));
    await this.when(() => this.open === 0);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private forward(connection: CountedConnection, server: number, stop: Stop | undefined): void {
    const { socket } = connection;
    const gate = new AnswerGate(stop?.place);
    const upstream = connect(server, '127.0.0.1');
    upstream.on('error', () => socket.destroy());
    socket.pipe(upstream);
    socket.on('close', () => upstream.destroy());
    upstream.on('close', () => {
      if (!gate.isShut) connection.end(() => socket.end());
    });
    upstream.on('data', (bytes) => {
      const { passing, isAtStop } = gate.take(bytes);
      socket.write(passing);
      if (!isAtStop) return;
      this.stops += 1;
      if (stop?.then) connection.end(stop.then);
      this.notify();
    });
  }
}
