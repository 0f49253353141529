import { type Observable, type OperatorFunction, type Subscriber, mergeMap } from 'rxjs';
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
import { markUnsent } from '../runs/unsent-errors.js';
import { noHeaders } from './check-headers.js';
import { keyFromFunction } from './key-from-function.js';
import { missingKey } from './missing-key.js';
import { redactor } from '#redactor';
import type { Settings } from './settings.js';

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

/** What limits the wait for a key. */
export type KeyWait = Pick<Outgoing, 'clocks' | 'gate' | 'timeouts'>;

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

  /** Sends a request with the key of the client. Its timeouts begin now: defer this to send one for each subscription. */
  send<T>(outgoing: Outgoing, read: Read<T>): Observable<T> {
    return this.withKey(outgoing, (key) => this.exchange(outgoing, key, read));
  }

  /** Subscribes to what `use` makes of the key; at once, unless it has to be waited for. */
  withKey<T>(wait: KeyWait, use: (key: string | undefined) => Observable<T>): Observable<T> {
    const { apiKey } = this.#settings;
    if (typeof apiKey !== 'function') return use(apiKey === false ? undefined : apiKey);
    const { timeouts, clocks = clocksOfBytes(timeouts), gate } = wait;
    const pulse = new Pulse(gate?.now);
    return keyFromFunction(apiKey).pipe(
      beside((run) => {
        limitSilence(run, pulse, clocks, gate);
      }),
      mergeMap((key) => use(key)),
    );
  }

  /** Sends a request with this key. */
  exchange<T>(outgoing: Outgoing, key: string | undefined, read: Read<T>): Observable<T> {
    const { method, path, body, timeouts, gate, onHead, onSend, watch } = outgoing;
    const headers = this.#headersOf(outgoing, key);
    if (this.#settings.needsKey && headers['authorization'] === undefined) {
      const error = missingKey(
        'set the environment variable VENICE_API_KEY, or pass `apiKey` to VeniceClient',
      );
      markUnsent(error);
      throw error;
    }
    const pulse = new Pulse(gate?.now);
    const clocks = outgoing.clocks ?? clocksOfBytes(timeouts);
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
