import type { IncomingHttpHeaders } from 'node:http';
import type { Subscriber } from 'rxjs';
import type { Dispatcher } from 'undici';
import { APIConnectionError } from '../errors/api-connection-error.js';
import { connectionError } from '../http/connection-error.js';
import type { HttpEvent } from '../http/http-event.js';

/** Pushes what undici reports for one request straight to the subscriber. */
export class ResponseHandler implements Dispatcher.DispatchHandler {
  /** False for the compressed body of an error, of which then only the head is known. */
  private isReadable = true;
  private controller: Dispatcher.DispatchController | undefined;
  private state: 'waiting' | 'started' | 'ended' | 'aborted' = 'waiting';

  private readonly url: string;
  private readonly subscriber: Subscriber<HttpEvent>;
  private readonly onStart: () => void;

  constructor(url: string, subscriber: Subscriber<HttpEvent>, onStart: () => void) {
    this.url = url;
    this.subscriber = subscriber;
    this.onStart = onStart;
  }

  /** Whether the request has not been given a connection yet. */
  get isWaiting(): boolean {
    return this.state === 'waiting';
  }

  /** Closes the connection at once, or as soon as undici has given the request one. */
  abort(): void {
    if (this.state === 'ended') return;
    this.state = 'aborted';
    this.controller?.abort(new Error('unsubscribed'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.state === 'aborted') controller.abort(new Error('unsubscribed'));
    else this.state = 'started';
    this.onStart();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (status < 200) return;
    const coding = headers['content-encoding'] ?? '';
    this.isReadable = !codings.test(coding);
    if (!this.isReadable && status < 300) {
      this.subscriber.error(compressed(this.url, coding));
      return;
    }
    this.subscriber.next({ type: 'head', status, headers: joinValues(headers), url: this.url });
  }

  onResponseData(_controller: Dispatcher.DispatchController, bytes: Buffer): void {
    if (this.isReadable) this.subscriber.next({ type: 'data', bytes });
  }

  onResponseEnd(): void {
    this.state = 'ended';
    this.subscriber.complete();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.state = 'ended';
    this.subscriber.error(connectionError(this.url, error));
  }
}

function joinValues(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

/** Some servers send `none` or another word so that no proxy compresses a stream; those bodies are plain. */
const codings = /\b(br|compress|deflate|gzip|zstd)\b/i;

function compressed(url: string, coding: string): APIConnectionError {
  const { origin } = new URL(url);
  return new APIConnectionError({
    message: `${origin} compressed its answer (${coding}) unasked; use fetchTransport() for this server`,
    code: 'ERR_CONTENT_CODING',
  });
}
