// One handler holds what undici reports of one request: more than 150 lines, as its parts share the state of that request.
import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { Subscriber, Subscription, Unsubscribable } from 'rxjs';
import type { Dispatcher } from 'undici';
import { captureContext } from '#capture-context';
import { APIConnectionError } from '../errors/api-connection-error.js';
import { closesConnection } from '../transport/closes-connection.js';
import { connectionError } from '../transport/connection-error.js';
import type { TransportEvent } from '../transport/transport-event.js';
import type { TransportRequest } from '../transport/http-transport.js';
import { CompressedBody, isDecompressible } from './compressed-body.js';
import type { ConnectionTracker, Waiting } from './connection-tracker.js';

/** Pushes what undici reports for one request straight to the subscriber; unsubscribed, it closes the connection. */
export class ResponseHandler implements Dispatcher.DispatchHandler, Unsubscribable, Waiting {
  socket: Socket | undefined;
  failure: Error | undefined;
  /** Runs until the request has a connection. */
  connectClock: Subscription | undefined;
  /** What becomes of the body: read as it comes, decompressed at its end, or, if it cannot be, discarded. */
  private body: CompressedBody | 'plain' | 'unreadable' = 'plain';
  private controller: Dispatcher.DispatchController | undefined;
  /** Whether the gate is open, and whether the answer is one that can be paused. */
  private isOpen = true;
  private canPause = false;
  private state: 'waiting' | 'started' | 'ended' | 'aborted' = 'waiting';

  private readonly url: string;
  private readonly isStream: boolean;
  private readonly subscriber: Subscriber<TransportEvent>;
  private readonly watch: ConnectionTracker;
  private readonly isBorrowed: boolean;
  /** undici calls back in the context of the request that opened the connection. */
  private readonly context = captureContext();

  constructor(
    { url, headers }: Pick<TransportRequest, 'headers' | 'url'>,
    subscriber: Subscriber<TransportEvent>,
    watch: ConnectionTracker,
    isBorrowed: boolean,
  ) {
    this.url = url;
    this.isStream = !isWantedInOnePiece(headers);
    this.subscriber = subscriber;
    this.watch = watch;
    this.isBorrowed = isBorrowed;
  }

  /** Whether the request has not been given a connection yet. */
  get isWaiting(): boolean {
    return this.state === 'waiting';
  }

  /** Closes the connection at once, in whatever state it is. */
  unsubscribe(): void {
    this.connectClock?.unsubscribe();
    this.watch.abandoned(this);
    if (this.state === 'ended') return;
    this.state = 'aborted';
    this.controller?.abort(new Error('unsubscribed'));
  }

  /** Reads on, or not beyond what undici passes on just now. */
  read(isOpen: boolean): void {
    this.isOpen = isOpen;
    if (!isOpen) {
      this.pause();
      return;
    }
    // Not in this turn: undici cannot go on with an answer while it is just parsing another one.
    queueMicrotask(() => {
      if (this.isOpen && this.state === 'started') this.controller?.resume();
    });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.state === 'aborted') controller.abort(new Error('unsubscribed'));
    else this.state = 'started';
    this.watch.started(this);
    this.connectClock?.unsubscribe();
    this.connectClock = undefined;
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (status < 200) return;
    // A kilobyte of buffers for each answer. The interceptors of a borrowed dispatcher may want them.
    if (!this.isBorrowed) controller.rawHeaders = null;
    this.canPause = isFramed(headers) && !closesConnection(headers.connection);
    if (!this.isOpen) this.pause();
    this.context.run(() => {
      this.begin(status, headers);
    });
  }

  onResponseData(_controller: Dispatcher.DispatchController, bytes: Buffer): void {
    this.context.run(() => {
      this.receive(bytes);
    });
  }

  onResponseEnd(): void {
    this.state = 'ended';
    this.context.run(() => {
      this.complete();
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.state = 'ended';
    this.context.run(() => {
      this.subscriber.error(connectionError(this.url, error));
    });
  }

  private begin(status: number, headers: IncomingHttpHeaders): void {
    const coding = headers['content-encoding'] ?? '';
    const canWait = !this.isStream || status >= 300;
    if (coding.search(codings) >= 0) {
      this.body = canWait && isDecompressible(coding) ? new CompressedBody(coding) : 'unreadable';
    }
    if (this.body === 'unreadable' && status < 300) {
      this.subscriber.error(compressed(this.url, coding));
      return;
    }
    this.subscriber.next({ type: 'head', status, headers: joinValues(headers), url: this.url });
  }

  private receive(bytes: Buffer): void {
    const { body, subscriber } = this;
    if (body === 'plain') {
      subscriber.next({ type: 'data', bytes });
    } else if (body !== 'unreadable') {
      this.attempt(() => {
        body.push(bytes);
        // Not a part of the answer yet, but a sign of life.
        subscriber.next({ type: 'data', bytes: bytes.subarray(0, 0) });
      });
    }
  }

  private complete(): void {
    const { body, subscriber } = this;
    this.attempt(() => {
      if (typeof body === 'object') subscriber.next({ type: 'data', bytes: body.read() });
      subscriber.complete();
    });
  }

  private pause(): void {
    if (this.canPause) this.controller?.pause();
  }

  private attempt(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.subscriber.error(error);
    }
  }
}

/** Whether the answer is to come in one piece, and may therefore be compressed: a stream would wait for its compressor. */
export function isWantedInOnePiece(headers: TransportRequest['headers']): boolean {
  return headers['accept'] === 'application/json';
}

/** Whether the answer says where its body ends, instead of ending it with the connection (RFC 9112, section 6.3). */
function isFramed(headers: IncomingHttpHeaders): boolean {
  return 'content-length' in headers || 'transfer-encoding' in headers;
}

function joinValues(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  const joined: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    joined[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  }
  return joined;
}

/** Some servers send `none` or another word so that no proxy compresses a stream; those bodies are plain. */
const codings = /\b(?:br|compress|deflate|gzip|zstd)\b/gi;

function compressed(url: string, coding: string): APIConnectionError {
  const { origin } = new URL(url);
  // Only the names that are known: the header may repeat the key.
  const known = new Set(coding.toLowerCase().match(codings));
  return new APIConnectionError({
    message: `${origin} compressed its answer (${[...known].join(', ')}) unasked; use fetchTransport() for this server`,
    code: 'ERR_CONTENT_CODING',
  });
}
