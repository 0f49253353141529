import { once } from 'node:events';
import { type AddressInfo, type Server, connect, createServer } from 'node:net';
import { take } from 'rxjs';
import { Changes } from './changes.js';
import { CountedConnection } from './counted-connection.js';
import { AnswerGate, type Stop } from './stop.js';

/** What a proxy does. */
export interface CountingProxyOptions {
  /** The port of the server behind it. Without one it accepts connections and says nothing. */
  readonly server?: number;
  /** Where its answers stop. Default: nowhere. */
  readonly stop?: Stop;
}

/** Stands between a client and a server on this machine, counts sockets and requests, and can stop answers. */
export class CountingProxy extends Changes implements AsyncDisposable {
  readonly connections: CountedConnection[] = [];
  /** How many answers have come to their stop. */
  stops = 0;
  private readonly listener: Server;

  private constructor({ server, stop }: CountingProxyOptions) {
    super();
    this.listener = createServer((socket) => {
      const connection = new CountedConnection(socket, this.tell);
      this.connections.push(connection);
      if (server !== undefined) this.forward(connection, server, stop);
      this.tell();
    });
  }

  /** Starts one on a free port of 127.0.0.1. */
  static async start(options: CountingProxyOptions = {}): Promise<CountingProxy> {
    const proxy = new CountingProxy(options);
    proxy.listener.listen(0, '127.0.0.1');
    await once(proxy.listener, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.listener.address() as AddressInfo).port;
  }

  /** Connections that were ever made. */
  get opened(): number {
    return this.connections.length;
  }

  /** Connections that are open now. */
  get open(): number {
    return this.connections.filter(({ isOpen }) => isOpen).length;
  }

  /** Connections that are open now and have carried a request. */
  get carrying(): number {
    return this.connections.filter(({ isOpen, requests }) => isOpen && requests > 0).length;
  }

  /** Connections that the client closed. */
  get closedByClient(): number {
    return this.connections.filter(({ isClosedByClient }) => isClosedByClient).length;
  }

  /** Connections over which the client has said anything, be it the beginning of a handshake. */
  get greetings(): number {
    return this.connections.filter(({ request }) => request !== '').length;
  }

  /** HTTP requests that have come. */
  get requests(): number {
    return this.connections.reduce((sum, { requests }) => sum + requests, 0);
  }

  /** All the numbers, to compare at once. */
  get counts(): Readonly<Record<'opened' | 'open' | 'closedByClient' | 'requests', number>> {
    const { opened, open, closedByClient, requests } = this;
    return { opened, open, closedByClient, requests };
  }

  /** Ends connections that have carried no request, those to come too, as servers do with idle ones. */
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
    const behind = connect(server, '127.0.0.1');
    behind.on('error', () => socket.destroy());
    socket.pipe(behind);
    socket.on('close', () => behind.destroy());
    behind.on('close', () => {
      if (!gate.isShut) connection.end(() => socket.end());
    });
    behind.on('data', (bytes) => {
      const { passing, isAtStop } = gate.take(bytes);
      socket.write(passing);
      if (!isAtStop) return;
      this.stops += 1;
      if (stop?.then) connection.end(stop.then);
      this.tell();
    });
  }
}
