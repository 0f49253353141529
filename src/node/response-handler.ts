// One handler for all of undici's callbacks of one request: more than 150 lines, since its methods share the state of that request.
import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { Subscriber, Subscription, Unsubscribable } from 'rxjs';
import type { Dispatcher } from 'undici';
import { captureContext } from '#capture-context';
import { APIConnectionError } from '../errors/api-connection-error.js';
import { closesConnection } from '../transport/closes-connection.js';
import { connectionError } from '#connection-error';
import type { TransportEvent } from '../transport/transport-event.js';
import type { TransportRequest } from '../transport/http-transport.js';
import { isWantedInOnePiece } from '../transport/is-wanted-in-one-piece.js';
import { CompressedBody, isDecompressible } from './compressed-body.js';
import type { ConnectionTracker, Waiting } from './connection-tracker.js';
import type { FailedProxy } from './failed-proxy.js';
import { StreamDecompressor } from './stream-decompressor.js';

/** Forwards undici's events of one request directly to the subscriber. Unsubscribing closes the connection. */
export class ResponseHandler implements Dispatcher.DispatchHandler, Unsubscribable, Waiting {
  socket: Socket | undefined;
  failure: Error | undefined;
  /** Runs until the request has a connection. */
  connectClock: Subscription | undefined;
  /** Names a proxy that is the cause of a failure to connect, if the transport knows it. */
  failedProxy: FailedProxy | undefined;
  /** Handling of the body: read or decompressed as it arrives, decompressed at its end, or discarded if it cannot be decoded. */
  #body: CompressedBody | StreamDecompressor | 'plain' | 'unreadable' = 'plain';
  #controller: Dispatcher.DispatchController | undefined;
  /** Whether the gate is open, and whether the response can be paused. */
  #isOpen = true;
  #canPause = false;
  #state: 'waiting' | 'started' | 'ended' | 'aborted' = 'waiting';

  readonly #url: string;
  readonly #isStream: boolean;
  readonly #subscriber: Subscriber<TransportEvent>;
  readonly #watch: ConnectionTracker;
  readonly #isBorrowed: boolean;
  /** undici calls back in the context of the request that opened the connection. */
  readonly #context = captureContext();

  constructor(
    { url, headers }: Pick<TransportRequest, 'headers' | 'url'>,
    subscriber: Subscriber<TransportEvent>,
    watch: ConnectionTracker,
    isBorrowed: boolean,
  ) {
    this.#url = url;
    this.#isStream = !isWantedInOnePiece(headers);
    this.#subscriber = subscriber;
    this.#watch = watch;
    this.#isBorrowed = isBorrowed;
  }

  /** Whether the request is still waiting for a connection. */
  get isWaiting(): boolean {
    return this.#state === 'waiting';
  }

  /** Closes the connection immediately, in any state. */
  unsubscribe(): void {
    this.connectClock?.unsubscribe();
    this.#watch.abandoned(this);
    if (this.#body instanceof StreamDecompressor) this.#body.destroy();
    if (this.#state === 'ended') return;
    this.#state = 'aborted';
    this.#controller?.abort(new Error('unsubscribed'));
  }

  /** Resumes reading, or pauses after the data that undici is currently delivering. */
  read(isOpen: boolean): void {
    this.#isOpen = isOpen;
    if (this.#body instanceof StreamDecompressor) this.#body.read(isOpen);
    if (!isOpen) {
      this.#pause();
      return;
    }
    // Not synchronously: undici cannot resume a response while it parses another one.
    queueMicrotask(() => {
      if (this.#isOpen && this.#state === 'started') this.#controller?.resume();
    });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#state === 'aborted') controller.abort(new Error('unsubscribed'));
    else this.#state = 'started';
    this.#watch.started(this);
    this.connectClock?.unsubscribe();
    this.connectClock = undefined;
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (status < 200) return;
    // Frees about a kilobyte of buffers per response. The interceptors of a borrowed dispatcher may need them.
    if (!this.#isBorrowed) controller.rawHeaders = null;
    this.#canPause = isFramed(headers) && !closesConnection(headers.connection);
    if (!this.#isOpen) this.#pause();
    this.#context.run(() => {
      this.#begin(status, headers);
    });
  }

  onResponseData(_controller: Dispatcher.DispatchController, bytes: Buffer): void {
    this.#context.run(() => {
      this.#receive(bytes);
    });
  }

  onResponseEnd(): void {
    this.#state = 'ended';
    this.#context.run(() => {
      this.#complete();
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const isConnected = this.#state === 'started';
    this.#state = 'ended';
    const proxy = isConnected ? undefined : this.failedProxy?.(this.#url, error);
    this.#context.run(() => {
      this.#end(() => {
        this.#subscriber.error(connectionError(this.#url, error, { isConnected, proxy }));
      });
    });
  }

  #begin(status: number, headers: IncomingHttpHeaders): void {
    const coding = headers['content-encoding'] ?? '';
    const canWait = !this.#isStream || status >= 300;
    if (coding.search(codings) >= 0) {
      this.#body = (canWait ? this.#decompressLater(coding) : this.#decompress(coding)) ?? 'unreadable';
    }
    if (!this.#isOpen && this.#body instanceof StreamDecompressor) this.#body.read(false);
    if (this.#body === 'unreadable' && status < 300) {
      this.#subscriber.error(compressed(this.#url, coding));
      return;
    }
    this.#subscriber.next({ type: 'head', status, headers: joinValues(headers), url: this.#url });
  }

  #decompressLater(coding: string): CompressedBody | undefined {
    return isDecompressible(coding) ? new CompressedBody(coding) : undefined;
  }

  #decompress(coding: string): StreamDecompressor | undefined {
    const subscriber = this.#subscriber;
    return StreamDecompressor.of(coding, {
      data: (bytes) => {
        this.#context.run(() => {
          subscriber.next({ type: 'data', bytes });
        });
      },
      drain: () => {
        this.read(this.#isOpen);
      },
      error: (error) => {
        this.#context.run(() => {
          subscriber.error(error);
        });
      },
    });
  }

  #receive(bytes: Buffer): void {
    const body = this.#body;
    const subscriber = this.#subscriber;
    if (body === 'plain') {
      subscriber.next({ type: 'data', bytes });
    } else if (body !== 'unreadable') {
      this.#attempt(() => {
        if (body instanceof CompressedBody) body.push(bytes);
        else if (!body.write(bytes)) this.#pause();
        // Not a part of the response yet, but activity.
        subscriber.next({ type: 'data', bytes: bytes.subarray(0, 0) });
      });
    }
  }

  #complete(): void {
    const body = this.#body;
    const subscriber = this.#subscriber;
    this.#end(() => {
      this.#attempt(() => {
        if (body instanceof CompressedBody) subscriber.next({ type: 'data', bytes: body.read() });
        subscriber.complete();
      });
    });
  }

  /** Ends the response, after the last output of a decompressor. */
  #end(end: () => void): void {
    if (!(this.#body instanceof StreamDecompressor)) {
      end();
      return;
    }
    this.#body.end(() => {
      this.#context.run(end);
    });
  }

  #pause(): void {
    if (this.#canPause) this.#controller?.pause();
  }

  #attempt(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#subscriber.error(error);
    }
  }
}

/** Whether the response declares where its body ends, instead of ending it by closing the connection (RFC 9112, section 6.3). */
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
  // Only known names: the header may echo the key.
  const known = new Set(coding.toLowerCase().match(codings));
  return new APIConnectionError({
    message: `${origin} compressed its answer (${[...known].join(', ')}) unasked; use fetchTransport() for this server`,
    code: 'ERR_CONTENT_CODING',
  });
}
