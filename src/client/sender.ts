import { type Observable, defer } from 'rxjs';
import { AuthenticationError } from '../errors/authentication-error.js';
import { RequestError } from '../errors/request-error.js';
import type { Redact } from '../http/answer-buffer.js';
import type { HttpEvent } from '../http/http-event.js';
import type { HttpTransport } from '../http/http-transport.js';
import { limitSilence } from '../runs/limit-silence.js';
import type { Timeouts } from '../runs/timeouts.js';
import { redactor } from './redactor.js';
import type { Settings } from './settings.js';

/** One request of the client, before it becomes one of the transport. */
export interface Outgoing {
  readonly method: 'GET' | 'POST';
  /** Behind the base URL, with its slash. */
  readonly path: string;
  readonly accept: string;
  readonly body?: object;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeouts: Required<Timeouts>;
}

/** Sends requests with the client's key and headers, and watches the connection's clocks. */
export class Sender {
  readonly #settings: Settings;
  readonly #transport: HttpTransport;

  constructor(settings: Settings, transport: HttpTransport) {
    this.#settings = settings;
    this.#transport = transport;
  }

  /** Takes the key, and what else opens doors, out of a text. */
  redact(headers: Readonly<Record<string, string>>): Redact {
    const { apiKey, headers: own } = this.#settings;
    return redactor([apiKey, ...secretHeaders.flatMap((name) => [own[name], headers[name]])]);
  }

  /** One exchange for each subscription. */
  send(outgoing: Outgoing): Observable<HttpEvent> {
    const { method, path, body, timeouts } = outgoing;
    return defer(() => {
      const headers = this.#headersOf(outgoing);
      if (this.#settings.needsKey && headers['authorization'] === undefined) throw missingKey();
      return this.#transport({
        method,
        url: this.#settings.baseURL + path,
        headers,
        connectTimeout: timeouts.connect,
        ...(body && { body: serialize(body) }),
      });
    }).pipe(
      limitSilence({
        first: { phase: 'headers', limit: timeouts.headers },
        next: { phase: 'idle', limit: timeouts.idle },
        isSign: () => true,
      }),
    );
  }

  #headersOf({ accept, body, headers }: Outgoing): Readonly<Record<string, string>> {
    const { apiKey } = this.#settings;
    return {
      accept,
      ...(body && { 'content-type': 'application/json' }),
      ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
      ...this.#settings.headers,
      ...headers,
    };
  }
}

/** Headers whose values are secrets. */
const secretHeaders = [
  'api-key',
  'authorization',
  'cookie',
  'proxy-authorization',
  'sign-in-with-x',
  'x-api-key',
  'x-sign-in-with-x',
];

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
