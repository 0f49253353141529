import type { Observable, OperatorFunction, Subscriber } from 'rxjs';
import { RequestError } from '../errors/request-error.js';
import type { ResponseReaderOptions } from '../response/response-reader-options.js';
import { switchTo } from '../subscribers/switch-to.js';
import { withSubscriber } from '../subscribers/with-subscriber.js';
import type { TransportEvent } from '../transport/transport-event.js';
import type { TransportRequest, HttpTransport } from '../transport/http-transport.js';
import { ActivityTracker } from '../response/activity-tracker.js';
import { secretHeaders } from '../transport/secret-headers.js';
import { type SilenceOptions, limitSilence } from './limit-silence.js';
import { markUnsent } from './unsent-errors.js';
import { noHeaders } from '#check-headers';
import { keyRemedy } from '#environment';
import { encodeForm } from './encode-form.js';
import { isFormData } from './is-form-data.js';
import { keyFromFunction } from './key-from-function.js';
import { missingKey } from './missing-key.js';
import { redactor } from '#redactor';
import type { Settings } from './sender-settings.js';

/** A request of the client, before it becomes a `TransportRequest`. */
export interface RequestSpec extends SilenceOptions, Pick<ResponseReaderOptions, 'onHead' | 'observer'> {
  readonly method: 'DELETE' | 'GET' | 'POST';
  /** Path after the base URL, with a leading slash. */
  readonly path: string;
  readonly accept: string;
  /** Plain JSON values, or a form. */
  readonly body?: FormData | object | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Called right before the request is passed to the transport. */
  readonly onSend?: () => void;
}

/** Converts transport events into the result. */
export type Read<T> = (reading: ResponseReaderOptions) => OperatorFunction<TransportEvent, T>;

/** Sends requests with the client's key and headers, and applies the timeouts. */
export class RequestSender {
  readonly #settings: Settings;
  readonly #transport: HttpTransport;

  constructor(settings: Settings, transport: HttpTransport) {
    this.#settings = settings;
    this.#transport = transport;
  }

  /**
   * Returns the result of `use(key)`. If `apiKey` is a function, returns an Observable that calls the function, and then `use`, on each
   * subscription.
   */
  withKey<T>(wait: SilenceOptions, use: (key: string | undefined) => Observable<T>): Observable<T> {
    const { apiKey } = this.#settings;
    if (typeof apiKey !== 'function') return use(apiKey === false ? undefined : apiKey);
    const activity = new ActivityTracker(wait.gate?.now);
    return keyFromFunction(apiKey).pipe(
      withSubscriber((subscriber) => {
        limitSilence(subscriber, activity, wait);
      }),
      switchTo(use),
    );
  }

  /** Sends a request with this key on subscription. Call it when you subscribe: the timeouts start during the call. */
  exchange<T>(spec: RequestSpec, key: string | undefined, read: Read<T>): Observable<T> {
    const { body } = spec;
    if (body === undefined) return this.#send(spec, key, read);
    if (!isFormData(body)) return this.#send(spec, key, read, serialize(body), 'application/json');
    return encodeForm(body).pipe(
      switchTo(({ bytes, contentType }) => this.#send(spec, key, read, bytes, contentType)),
    );
  }

  #send<T>(
    spec: RequestSpec,
    key: string | undefined,
    read: Read<T>,
    body?: TransportRequest['body'],
    contentType?: string,
  ): Observable<T> {
    const { method, path, timeouts, gate, onHead, onSend, observer } = spec;
    const headers = this.#createHeaders(spec, key, contentType);
    if (this.#settings.needsKey && headers['authorization'] === undefined) {
      const error = missingKey(keyRemedy());
      markUnsent(error);
      throw error;
    }
    const activity = new ActivityTracker(gate?.now);
    const url = this.#settings.baseURL + path;
    const request: { -readonly [Name in keyof TransportRequest]: TransportRequest[Name] } = {
      method,
      url,
      headers,
      connectTimeout: timeouts.connect,
    };
    if (body !== undefined) request.body = body;
    if (gate) request.gate = gate.changes;
    onSend?.();
    const redact = redactor(() => [key, ...secretHeaders.map((name) => headers[name])]);
    const setup = (reader: Subscriber<never>): void => {
      limitSilence(reader, activity, spec);
    };
    const server = this.#settings.baseURL;
    return read({ redact, setup, activity, onHead, observer, server })(this.#transport(request));
  }

  #createHeaders(
    { accept, headers }: RequestSpec,
    key: string | undefined,
    contentType: string | undefined,
  ): Readonly<Record<string, string>> {
    const own: Record<string, string> = { accept };
    if (contentType !== undefined) own['content-type'] = contentType;
    if (key !== undefined) own['authorization'] = `Bearer ${key}`;
    const { headers: defaultHeaders } = this.#settings;
    return defaultHeaders === noHeaders && headers === noHeaders
      ? own
      : { ...own, ...defaultHeaders, ...headers };
  }
}

function serialize(body: object): string {
  try {
    return JSON.stringify(body);
  } catch (cause) {
    const remedy = 'use only plain JSON values';
    throw new RequestError({
      message: `the request cannot be written as JSON: ${remedy}`,
      path: '',
      remedy,
      cause,
    });
  }
}
