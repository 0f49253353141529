import { type Observable, Subject, defer, tap } from 'rxjs';
import * as veniceRx from 'venice-rx';
import { question } from '../../contract/question.js';
import { Recording } from '../../contract/recording.js';

/** Options of a `TestClient`. */
export interface TestClientOptions {
  readonly baseURL: string;
  /** Whether unsubscribing from its transport has no effect. Default: false. */
  readonly isLeaking?: boolean;
}

/** The two levels at which a run can be subscribed to. */
export type Level = 'transport' | 'client';

/** A client in the page, and its transport. */
export class TestClient {
  readonly client: veniceRx.VeniceClient;
  /** The events of the transport, including those of runs of the client: the status, a space, and the body. */
  received = '';
  private readonly transport: veniceRx.HttpTransport;
  private readonly url: string;

  constructor({ baseURL, isLeaking = false }: TestClientOptions) {
    const send = isLeaking ? leakingTransport : veniceRx.fetchTransport();
    this.transport = (request) => send(request).pipe(tap((event) => this.record(event)));
    this.client = new veniceRx.VeniceClient({ baseURL, transport: this.transport });
    this.url = `${baseURL}/chat/completions`;
  }

  /** A run without a subscriber. */
  source(level: Level, signal?: AbortSignal): Observable<unknown> {
    if (level === 'client')
      return this.client.chat.completions.create(question, { ...(signal && { signal }) });
    const headers = { 'content-type': 'application/json' };
    return this.transport({ method: 'POST', url: this.url, headers, body: JSON.stringify(question) });
  }

  private record(event: veniceRx.TransportEvent): void {
    this.received += event.type === 'head' ? `${event.status} ` : new TextDecoder().decode(event.bytes);
  }
}

/** The state of a recording, for specs outside of the page. */
export interface RunReport extends Pick<Recording<unknown>, 'end' | 'notifications'> {
  /** Number of values. */
  readonly values: number;
  readonly error?: ErrorReport;
}

/** An error, for specs outside of the page. */
export interface ErrorReport {
  /** Names of the classes of the package that the error is an instance of, in alphabetical order. */
  readonly classes: readonly string[];
  /** The enumerable properties of the error. */
  readonly properties: object;
  /** The cause of the error as a string; empty if the error has no cause. */
  readonly cause: string;
}

function toReport({ end, notifications, values, error }: Recording<unknown>): RunReport {
  return {
    end,
    notifications,
    values: values.length,
    ...(error instanceof Error && { error: describe(error) }),
  };
}

function describe(error: Error): ErrorReport {
  const exported = Object.entries<unknown>(veniceRx);
  const classes = exported.filter(([, value]) => typeof value === 'function' && error instanceof value);
  return {
    classes: classes.map(([name]) => name).sort(),
    properties: Object.fromEntries(Object.entries(error)),
    cause: error.cause instanceof Error ? String(error.cause) : '',
  };
}

/** A transport that never unsubscribes from the request, for a negative control. */
const leakingTransport: veniceRx.HttpTransport = (request) =>
  defer(() => {
    const events = new Subject<veniceRx.TransportEvent>();
    veniceRx.fetchTransport()(request).subscribe(events);
    return events;
  });

/** The API of this page for the specs. */
const contract = { ...veniceRx, TestClient, Recording, toReport };

declare global {
  interface Window {
    contract: typeof contract;
  }
}

window.contract = contract;
