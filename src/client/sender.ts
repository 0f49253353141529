import {
  type Observable,
  type OperatorFunction,
  asyncScheduler,
  concat,
  concatMap,
  defer,
  of,
  take,
  tap,
} from 'rxjs';
import { AuthenticationError } from '../errors/authentication-error.js';
import { RequestError } from '../errors/request-error.js';
import { type ResponseFacts, responseFacts } from '../errors/response-facts.js';
import { type Redact, answerHead, isSuccess } from '../http/answer-buffer.js';
import type { HttpEvent } from '../http/http-event.js';
import type { HttpTransport } from '../http/http-transport.js';
import { secretHeaders } from '../http/secret-headers.js';
import { limitSilence } from '../runs/limit-silence.js';
import type { Timeouts } from '../runs/timeouts.js';
import { redactor } from './redactor.js';
import { type Settings, checkKey } from './settings.js';

/** One request of the client, before it becomes one of the transport. */
export interface Outgoing {
  readonly method: 'GET' | 'POST';
  /** Behind the base URL, with its slash. */
  readonly path: string;
  readonly accept: string;
  readonly body?: object;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeouts: Required<Timeouts>;
  /** While its last value is false, nothing is read. Emits when it is subscribed to. */
  readonly gate?: Observable<boolean> | undefined;
  /** Told what the head of a successful answer says, before anything of its body is read. */
  readonly onHead?: (facts: ResponseFacts) => void;
  /** Told right before the request goes to the transport. */
  readonly onSend?: () => void;
}

/** Sends requests with the client's key and headers, and watches the connection's clocks. */
export class Sender {
  readonly #settings: Settings;
  readonly #transport: HttpTransport;

  constructor(settings: Settings, transport: HttpTransport) {
    this.#settings = settings;
    this.#transport = transport;
  }

  /** One exchange for each subscription; `read` makes of its bytes what is wanted, and knows how to hide the key. */
  send<T>(outgoing: Outgoing, read: (redact: Redact) => OperatorFunction<HttpEvent, T>): Observable<T> {
    return this.#key().pipe(concatMap((key) => this.#exchange(outgoing, key?.trim(), read)));
  }

  #key(): Observable<string | undefined> {
    const { apiKey } = this.#settings;
    if (typeof apiKey !== 'function') return of(apiKey);
    const missing = defer(() => {
      throw missingKey();
    });
    return concat(defer(apiKey), missing).pipe(take(1), tap(checkKey));
  }

  #exchange<T>(
    outgoing: Outgoing,
    key: string | undefined,
    read: (redact: Redact) => OperatorFunction<HttpEvent, T>,
  ): Observable<T> {
    const { method, path, body, timeouts, gate, onHead, onSend } = outgoing;
    const headers = this.#headersOf(outgoing, key);
    if (this.#settings.needsKey && headers['authorization'] === undefined) throw missingKey();
    const request = {
      method,
      url: this.#settings.baseURL + path,
      headers,
      connectTimeout: timeouts.connect,
      ...(body && { body: serialize(body) }),
      ...(gate && { gate }),
    };
    onSend?.();
    const events = this.#transport(request);
    const redact = redactor([key, ...secretHeaders.map((name) => headers[name])]);
    return events.pipe(
      limitSilence({
        first: { phase: 'headers', limit: timeouts.headers },
        next: { phase: 'idle', limit: timeouts.idle },
        isSign: () => true,
        gate,
      }),
      tap((event) => {
        if (event.type !== 'head' || !isSuccess(event.status)) return;
        const now = asyncScheduler.now();
        onHead?.(responseFacts(answerHead(event, now, redact), now));
      }),
      read(redact),
    );
  }

  #headersOf({ accept, body, headers }: Outgoing, key: string | undefined): Readonly<Record<string, string>> {
    return {
      accept,
      ...(body && { 'content-type': 'application/json' }),
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...this.#settings.headers,
      ...headers,
    };
  }
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
