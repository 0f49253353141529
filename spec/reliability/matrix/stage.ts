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

/** Ends a hang, in milliseconds. */
export const maxWait = 60_000;

/** What a stage is set up for. */
export interface StageSetting {
  readonly phase: Phase;
  readonly transport: ClosableHttpTransport;
  /** Whether the fault to come is one that only a clock of the client notices. */
  readonly isSilent: boolean;
}

/** Everything that one run has around it: its client, the two servers that it may meet, and what it is told from outside. */
export class Stage extends Changes {
  readonly controller = new AbortController();
  readonly #gate = new BehaviorSubject(true);
  /** Whether the sink wants more of the answer. */
  readonly gate = { isOpen: this.#gate.asObservable(), set: (isOpen: boolean) => this.#gate.next(isOpen) };
  /** Whether a clock has gone on while reading was paused. */
  hasEndedEarly = false;
  /** Lets one run at a time through, where the phase wants it. */
  readonly limits = rateLimiter({ concurrency: 1 });
  readonly #door = new Subject<string>();
  /** What a tool, or an approval, waits for. */
  readonly door = this.#door.asObservable();
  /** Another origin, which answers nothing. */
  readonly elsewhere: HostileServer;
  readonly phase: Phase;
  readonly server: HostileServer;
  readonly transport: HttpTransport;
  readonly owned: ClosableHttpTransport;
  readonly client: VeniceClient;
  /** What the phase has started besides the run. */
  readonly companions: Recording<unknown>[] = [];
  /** How many requests the phase itself sends elsewhere. */
  requestsElsewhere = 0;
  /** Bytes of bodies that the transport has emitted. */
  bytes = 0;
  /** Heads that the transport has emitted. */
  heads = 0;
  /** Bytes of the answer's body that the server has sent, those of the fault aside. */
  sent: number;
  /** How often the run has come to what the phase waits for: a sleep, a tool, an approval. */
  arrivals = 0;
  recording!: Recording<string>;

  /** Whether only a clock notices the fault. */
  readonly isSilent: boolean;

  private constructor(setting: StageSetting, server: HostileServer, elsewhere: HostileServer) {
    super();
    const { phase, transport, isSilent } = setting;
    this.phase = phase;
    this.sent = phase.at;
    this.server = server;
    this.elsewhere = elsewhere;
    this.owned = transport;
    this.isSilent = isSilent;
    this.transport = (request) => this.owned(request).pipe(tap((event) => this.#count(event)));
    this.client = this.clientOf({ ...phase.options?.(this) });
    for (const { changes } of [server, elsewhere]) changes.subscribe(() => this.tell());
  }

  /** Sets one up. */
  static async open(setting: StageSetting): Promise<Stage> {
    return new Stage(setting, await HostileServer.start(setting.phase.reply), await HostileServer.start());
  }

  /** A client over the stage's transport. */
  clientOf(options: VeniceClientOptions, server = this.server): VeniceClient {
    const { scheme = 'http', timeouts = {} } = this.phase;
    const baseURL = `${scheme}://127.0.0.1:${server.port}`;
    return new VeniceClient({
      baseURL,
      transport: this.transport,
      ...(this.isSilent && { timeouts }),
      ...options,
    });
  }

  /** Subscribes, and waits until the run has come to its phase, or has ended on the way. */
  async reach(): Promise<void> {
    await this.phase.before?.(this);
    this.recording = this.record(this.phase.run(this));
    await this.when(() => this.hasEnded || this.phase.isReached(this), maxWait);
    this.phase.enter?.(this);
  }

  /** Subscribes to something, and tells of its changes. */
  record<T>(source: Observable<T>): Recording<T> {
    const recording = new Recording(source);
    recording.changes.subscribe(() => this.tell());
    return recording;
  }

  /** Lets the tool, or the approval, come to its end. */
  openDoor(): void {
    this.#door.next('waited');
    this.#door.complete();
  }

  /** Whether anybody waits at the door. */
  get isAwaited(): boolean {
    return this.#door.observed;
  }

  /** Whether the run has completed or failed. */
  get hasEnded(): boolean {
    return this.recording.end !== 'none yet';
  }

  /** What is known at both ends about the connection. */
  get situation(): Situation {
    const connection = this.server.open.at(-1);
    if (connection === undefined) return 'no connection';
    const exchange = this.server.exchangeOf(connection);
    if (exchange === undefined) return 'handshake';
    if (exchange.isAnswered) return 'idle';
    return this.heads > exchange.index ? 'answering' : 'asked';
  }

  /** The connection on which the run is. */
  get connection(): CountedConnection {
    const connection = this.server.open.at(-1);
    if (connection === undefined) throw new Error('no connection is open');
    return connection;
  }

  /** The latest request. */
  get exchange(): Exchange {
    const exchange = this.server.exchanges.at(-1);
    if (exchange === undefined) throw new Error('no request has come');
    return exchange;
  }

  readonly #count = (event: { readonly type: string; readonly bytes?: Uint8Array }): void => {
    if (event.type === 'head') this.heads += 1;
    else this.bytes += event.bytes?.length ?? 0;
    this.tell();
  };
}
