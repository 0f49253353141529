import { type Observable, tap } from 'rxjs';
import {
  type ClosableHttpTransport,
  type TransportEvent,
  type TransportRequest,
  type HttpTransport,
  type Timeouts,
  VeniceClient,
} from 'venice-rx';
import { CountingProxy, type CountingProxyOptions } from './counting-proxy.js';
import { question } from './question.js';
import type { TransportUnderTest } from './transports.js';

/** Options of a route. */
export interface RouteOptions extends CountingProxyOptions {
  /** The path of the base URL. Default: none. */
  readonly path?: string;
  /** A name of this machine. Default: 127.0.0.1. */
  readonly host?: string;
  /** Default: http. With https, the proxy receives the beginning of the TLS handshake, and does not answer it. */
  readonly scheme?: 'http' | 'https';
  /** Timeouts of the client. */
  readonly timeouts?: Timeouts;
}

/** Opens a route. */
export type OpenRoute = (options?: RouteOptions) => Promise<Route>;

/** A client, its transport and a counting proxy, which are closed together. */
export class Route implements AsyncDisposable {
  /** All events of the transport, including those of runs of the client. */
  readonly events: TransportEvent[] = [];
  /** Number of answers whose body the transport has read to its end. */
  answersRead = 0;
  readonly transport: HttpTransport;
  readonly client: VeniceClient;
  readonly request: TransportRequest;
  readonly proxy: CountingProxy;
  private readonly closableTransport: ClosableHttpTransport;

  private constructor(tested: TransportUnderTest, proxy: CountingProxy, options: RouteOptions) {
    const { path = '', host = '127.0.0.1', scheme = 'http', timeouts = {} } = options;
    const baseURL = `${scheme}://${host}:${proxy.port}${path}`;
    this.proxy = proxy;
    this.closableTransport = tested.create();
    this.transport = (request) =>
      this.closableTransport(request).pipe(
        tap({ next: (event) => this.keep(event), complete: () => this.end() }),
      );
    this.client = new VeniceClient({ baseURL, transport: this.transport, timeouts });
    this.request = {
      method: 'POST',
      url: `${baseURL}/chat/completions`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(question),
    };
  }

  /** Opens a route over this transport. */
  static async open(tested: TransportUnderTest, options: RouteOptions = {}): Promise<Route> {
    return new Route(tested, await CountingProxy.start(options), options);
  }

  /** The body as far as the transport has emitted it. */
  get body(): string {
    const bytes = this.events.flatMap((event) => (event.type === 'data' ? [event.bytes] : []));
    return Buffer.concat(bytes).toString();
  }

  /** Ends the client's runs, and closes the transport's connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.close();
    await this.closableTransport.close();
    await this.proxy.close();
  }

  private end(): void {
    this.answersRead += 1;
    this.proxy.notify();
  }

  private keep(event: TransportEvent): void {
    this.events.push(event);
    this.proxy.notify();
  }
}

/** The two levels at which a run can be subscribed to. */
export const levels = [
  { level: 'transport', run: ({ transport, request }: Route): Observable<unknown> => transport(request) },
  {
    level: 'client',
    run: ({ client }: Route): Observable<unknown> => client.chat.completions.create(question),
  },
];
