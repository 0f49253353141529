import {
  type Observable,
  type ObservableInput,
  type OperatorFunction,
  type Subscriber,
  concat,
  concatMap,
  defer,
  take,
  tap,
} from 'rxjs';
import { bindContext } from '../async-context/bind-context.js';
import { AuthenticationError } from '../errors/authentication-error.js';
import { RequestError } from '../errors/request-error.js';
import type { AnswerReading } from '../http/answer-reading.js';
import { beside } from '../http/beside.js';
import type { HttpEvent } from '../http/http-event.js';
import type { HttpRequest, HttpTransport } from '../http/http-transport.js';
import { Pulse } from '../http/pulse.js';
import { secretHeaders } from '../http/secret-headers.js';
import { type ClockPair, limitSilence } from '../runs/limit-silence.js';
import type { RunGate } from '../runs/run-gate.js';
import { clocksOfBytes } from '../runs/silence-clocks.js';
import type { Timeouts } from '../runs/timeouts.js';
import { noHeaders } from './check-headers.js';
import { redactor } from './redactor.js';
import { type Settings, checkKey } from './settings.js';

/** One request of the client, before it becomes one of the transport. */
export interface Outgoing extends Pick<AnswerReading, 'onHead' | 'watch'> {
  readonly method: 'GET' | 'POST';
  /** Behind the base URL, with its slash. */
  readonly path: string;
  readonly accept: string;
  readonly body?: object;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeouts: Required<Timeouts>;
  /** The clocks that limit its silence. Default: those of the bytes. */
  readonly clocks?: readonly ClockPair[] | undefined;
  /** While it is shut, nothing is read. */
  readonly gate?: RunGate | undefined;
  /** Told right before the request goes to the transport. */
  readonly onSend?: () => void;
}

/** Makes of the bytes of an answer what is wanted. */
type Read<T> = (reading: AnswerReading) => OperatorFunction<HttpEvent, T>;

/** Sends requests with the client's key and headers, and watches the connection's clocks. */
export class Sender {
  readonly #settings: Settings;
  readonly #transport: HttpTransport;

  constructor(settings: Settings, transport: HttpTransport) {
    this.#settings = settings;
    this.#transport = transport;
  }

  /** One exchange, whose clocks run from now on: whoever wants one for each subscription defers this. */
  send<T>(outgoing: Outgoing, read: Read<T>): Observable<T> {
    const { apiKey } = this.#settings;
    const pulse = new Pulse(outgoing.gate?.now);
    const clocks = outgoing.clocks ?? clocksOfBytes(outgoing.timeouts);
    if (typeof apiKey !== 'function') {
      return this.#exchange(outgoing, apiKey === false ? undefined : apiKey, pulse, clocks, read);
    }
    return keyFrom(apiKey).pipe(
      beside((run) => {
        limitSilence(run, pulse, clocks, outgoing.gate);
      }),
      concatMap((key) => this.#exchange(outgoing, key.trim(), pulse, clocks, read)),
    );
  }

  #exchange<T>(
    outgoing: Outgoing,
    key: string | undefined,
    pulse: Pulse,
    clocks: readonly ClockPair[],
    read: Read<T>,
  ): Observable<T> {
    const { method, path, body, timeouts, gate, onHead, onSend, watch } = outgoing;
    const headers = this.#headersOf(outgoing, key);
    if (this.#settings.needsKey && headers['authorization'] === undefined) throw missingKey();
    const url = this.#settings.baseURL + path;
    const request: { -readonly [Name in keyof HttpRequest]: HttpRequest[Name] } = {
      method,
      url,
      headers,
      connectTimeout: timeouts.connect,
    };
    if (body) request.body = serialize(body);
    if (gate) request.gate = gate.changes;
    onSend?.();
    const redact = redactor(() => [key, ...secretHeaders.map((name) => headers[name])]);
    const arrange = (reader: Subscriber<never>): void => {
      limitSilence(reader, pulse, clocks, gate);
    };
    return read({ redact, arrange, pulse, onHead, watch })(this.#transport(request));
  }

  #headersOf({ accept, body, headers }: Outgoing, key: string | undefined): Readonly<Record<string, string>> {
    const own: Record<string, string> = { accept };
    if (body) own['content-type'] = 'application/json';
    if (key !== undefined) own['authorization'] = `Bearer ${key}`;
    const { headers: always } = this.#settings;
    return always === noHeaders && headers === noHeaders ? own : { ...own, ...always, ...headers };
  }
}

function keyFrom(apiKey: () => ObservableInput<string>): Observable<string> {
  const missing = defer(() => {
    throw missingKey();
  });
  return concat(defer(apiKey), missing).pipe(bindContext(), take(1), tap(checkKey));
}

function missingKey(): AuthenticationError {
  return new AuthenticationError({
    message: 'no API key: set the environment variable VENICE_API_KEY, or pass `apiKey` to VeniceClient',
    status: 401,
    code: null,
    body: null,
    headers: {},
    inBand: false,
  });
}

function serialize(body: object): string {
  try {
    return JSON.stringify(body);
  } catch (cause) {
    const remedy = 'give plain JSON values only';
    throw new RequestError({
      message: `the request cannot be written as JSON: ${remedy}`,
      path: '',
      remedy,
      cause,
    });
  }
}
