import { BehaviorSubject, type Observable, Subject, tap } from 'rxjs';
import {
  type ClosableHttpTransport,
  type HttpTransport,
  VeniceClient,
  type VeniceClientOptions,
  rateLimiter,
} from 'venice-rx';
import { Changes } from '../../contract/changes.js';
import type { CountedConnection } from '../../contract/counted-connection.js';
import { Recording } from '../../contract/recording.js';
import type { Phase } from './phases.js';
import { type Exchange, HostileServer } from './hostile-server.js';
import type { Situation } from './situation.js';

/** Milliseconds after which a step of a run counts as hanging. */
export const maxWait = 60_000;

/** Settings of a stage. */
export interface StageSetting {
  readonly phase: Phase;
  readonly transport: ClosableHttpTransport;
  /** Whether only a timeout of the client detects the fault. */
  readonly isSilent: boolean;
}

/** The environment of one run: its client, its two servers, its gate and signal, and the tool that it calls. */
export class Stage extends Changes {
  readonly controller = new AbortController();
  readonly #gate = new BehaviorSubject(true);
  /** The gate of the run. */
  readonly gate = { isOpen: this.#gate.asObservable(), set: (isOpen: boolean) => this.#gate.next(isOpen) };
  /** Whether the run ended while reading was paused, so that its timeouts were not paused. */
  hasEndedEarly = false;
  /** A limiter that admits one attempt at a time, for phases that use it. */
  readonly limits = rateLimiter({ concurrency: 1 });
  readonly #toolOutcome = new Subject<string>();
  /** The result of the tool, and of its approval: emits at `completeTool()`. */
  readonly toolOutcome = this.#toolOutcome.asObservable();
  /** A server of another origin, which never answers. */
  readonly elsewhere: HostileServer;
  readonly phase: Phase;
  readonly server: HostileServer;
  readonly transport: HttpTransport;
  readonly closableTransport: ClosableHttpTransport;
  readonly client: VeniceClient;
  /** Other runs that the phase has started. */
  readonly companions: Recording<unknown>[] = [];
  /** Number of requests that the phase itself sends to `elsewhere`. */
  requestsElsewhere = 0;
  /** Number of bytes of bodies that the transport has emitted. */
  bytes = 0;
  /** Number of heads that the transport has emitted. */
  heads = 0;
  /** Number of bytes of the body that the server has sent, without those of the fault. */
  sent: number;
  /** How often the run has reached the delay before a retry, the tool or the approval of the phase. */
  arrivals = 0;
  recording!: Recording<string>;
  readonly isSilent: boolean;

  private constructor(setting: StageSetting, server: HostileServer, elsewhere: HostileServer) {
    super();
    const { phase, transport, isSilent } = setting;
    this.phase = phase;
    this.sent = phase.at;
    this.server = server;
    this.elsewhere = elsewhere;
    this.closableTransport = transport;
    this.isSilent = isSilent;
    this.transport = (request) => this.closableTransport(request).pipe(tap((event) => this.#count(event)));
    this.client = this.createClient({ ...phase.options?.(this) });
    for (const { changes } of [server, elsewhere]) changes.subscribe(() => this.notify());
  }

  /** Starts the servers of a stage. */
  static async open(setting: StageSetting): Promise<Stage> {
    return new Stage(setting, await HostileServer.start(setting.phase.reply), await HostileServer.start());
  }

  /** Creates a client with the transport of the stage. */
  createClient(options: VeniceClientOptions, server = this.server): VeniceClient {
    const { scheme = 'http', timeouts = {} } = this.phase;
    const baseURL = `${scheme}://127.0.0.1:${server.port}`;
    return new VeniceClient({
      baseURL,
      transport: this.transport,
      ...(this.isSilent && { timeouts }),
      ...options,
    });
  }

  /** Subscribes, and waits until the run has reached its phase, or has ended before. */
  async reach(): Promise<void> {
    await this.phase.before?.(this);
    this.recording = this.record(this.phase.run(this));
    await this.when(() => this.hasEnded || this.phase.isReached(this), maxWait);
    this.phase.enter?.(this);
  }

  /** Subscribes to an Observable, and notifies of its changes. */
  record<T>(source: Observable<T>): Recording<T> {
    const recording = new Recording(source);
    recording.changes.subscribe(() => this.notify());
    return recording;
  }

  /** Completes the tool, or its approval. */
  completeTool(): void {
    this.#toolOutcome.next('waited');
    this.#toolOutcome.complete();
  }

  /** Whether the run is still subscribed to the tool, or to its approval. */
  get isToolSubscribed(): boolean {
    return this.#toolOutcome.observed;
  }

  /** Whether the run has completed or failed. */
  get hasEnded(): boolean {
    return this.recording.end !== 'none yet';
  }

  /** The state of the connection at both ends. */
  get situation(): Situation {
    const connection = this.server.open.at(-1);
    if (connection === undefined) return 'no connection';
    const exchange = this.server.getExchange(connection);
    if (exchange === undefined) return 'handshake';
    if (exchange.isAnswered) return 'idle';
    return this.heads > exchange.index ? 'answering' : 'headers pending';
  }

  /** The connection of the run. */
  get connection(): CountedConnection {
    const connection = this.server.open.at(-1);
    if (connection === undefined) throw new Error('no connection is open');
    return connection;
  }

  /** The latest request. */
  get exchange(): Exchange {
    const exchange = this.server.exchanges.at(-1);
    if (exchange === undefined) throw new Error('no request has arrived');
    return exchange;
  }

  readonly #count = (event: { readonly type: string; readonly bytes?: Uint8Array }): void => {
    if (event.type === 'head') this.heads += 1;
    else this.bytes += event.bytes?.length ?? 0;
    this.notify();
  };
}
