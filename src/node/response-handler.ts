import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { Subscriber, Subscription, Unsubscribable } from 'rxjs';
import type { Dispatcher } from 'undici';
import { captureContext } from '#capture-context';
import { closesConnection } from '../transport/closes-connection.js';
import { connectionError } from '#connection-error';
import type { TransportEvent } from '../transport/transport-event.js';
import type { TransportRequest } from '../transport/http-transport.js';
import { wantsWholeResponse } from '../transport/wants-whole-response.js';
import { type BodyDecoder, createBodyDecoder, discardingDecoder, unreadableBody } from './body-decoder.js';
import type { ConnectionTracker, ConnectingRequest } from './connection-tracker.js';
import type { FindFailedProxy } from './failed-proxy.js';
import { isFramed, joinValues } from './response-headers.js';

/** Converts the callbacks of undici for one request to notifications. Unsubscribing closes the connection. */
export class ResponseHandler implements Dispatcher.DispatchHandler, Unsubscribable, ConnectingRequest {
  socket: Socket | undefined;
  failure: Error | undefined;
  /** The timer of `timeouts.connect`. */
  connectTimer: Subscription | undefined;
  findFailedProxy: FindFailedProxy | undefined;
  #body: BodyDecoder | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  /** Whether the gate is open. */
  #isOpen = true;
  #canPause = false;
  #state: 'waiting' | 'started' | 'ended' | 'aborted' = 'waiting';

  readonly #url: string;
  readonly #isStream: boolean;
  readonly #subscriber: Subscriber<TransportEvent>;
  readonly #tracker: ConnectionTracker;
  /** Whether the dispatcher belongs to the caller. */
  readonly #isBorrowed: boolean;
  /** The async context of this request. undici calls back in the context of the request that opened the connection. */
  readonly #context = captureContext();

  constructor(
    { url, headers }: Pick<TransportRequest, 'headers' | 'url'>,
    subscriber: Subscriber<TransportEvent>,
    tracker: ConnectionTracker,
    isBorrowed: boolean,
  ) {
    this.#url = url;
    this.#isStream = !wantsWholeResponse(headers);
    this.#subscriber = subscriber;
    this.#tracker = tracker;
    this.#isBorrowed = isBorrowed;
  }

  /** Whether the request is still waiting for a connection. */
  get isWaiting(): boolean {
    return this.#state === 'waiting';
  }

  /** Closes the connection immediately, in any state. */
  unsubscribe(): void {
    this.connectTimer?.unsubscribe();
    this.#tracker.onUnsubscribe(this);
    this.#body?.destroy();
    if (this.#state === 'ended') return;
    this.#state = 'aborted';
    this.#controller?.abort(new Error('unsubscribed'));
  }

  /** Called with the state of the gate. Resumes reading, or pauses it after the data that undici is currently delivering. */
  setOpen(isOpen: boolean): void {
    this.#isOpen = isOpen;
    this.#body?.setOpen(isOpen);
    if (!isOpen) {
      this.#pause();
      return;
    }
    // Not synchronously, since undici cannot resume a response while it parses another response.
    queueMicrotask(() => {
      if (this.#isOpen && this.#state === 'started') this.#controller?.resume();
    });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#state === 'aborted') controller.abort(new Error('unsubscribed'));
    else this.#state = 'started';
    this.#tracker.onStart(this);
    this.connectTimer?.unsubscribe();
    this.connectTimer = undefined;
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (status < 200) return;
    // Frees about a kilobyte per response. Interceptors of a borrowed dispatcher may read `rawHeaders`.
    if (!this.#isBorrowed) controller.rawHeaders = null;
    this.#canPause = isFramed(headers) && !closesConnection(headers.connection);
    if (!this.#isOpen) this.#pause();
    this.#context.run(() => {
      this.#begin(status, headers);
    });
  }

  onResponseData(_controller: Dispatcher.DispatchController, bytes: Buffer): void {
    this.#context.run(() => {
      this.#push(bytes);
    });
  }

  onResponseEnd(): void {
    this.#state = 'ended';
    this.#inContext(() => {
      this.#body?.end(() => {
        this.#inContext(() => {
          this.#subscriber.complete();
        });
      });
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const isConnected = this.#state === 'started';
    this.#state = 'ended';
    const proxy = isConnected ? undefined : this.findFailedProxy?.(this.#url, error);
    const fail = (): void => {
      this.#inContext(() => {
        this.#subscriber.error(connectionError(this.#url, error, { isConnected, proxy }));
      });
    };
    if (this.#body === undefined) fail();
    else this.#body.breakOff(fail);
  }

  #push(bytes: Buffer): void {
    try {
      if (this.#body?.push(bytes) === false) this.#pause();
    } catch (error) {
      this.#subscriber.error(error);
    }
  }

  #begin(status: number, headers: IncomingHttpHeaders): void {
    const coding = headers['content-encoding'] ?? '';
    const decoder = this.#createDecoder(coding, !this.#isStream || status >= 300);
    if (decoder === undefined && status < 300) {
      this.#subscriber.error(unreadableBody(this.#url, coding));
      return;
    }
    this.#body = decoder ?? discardingDecoder;
    if (!this.#isOpen) this.#body.setOpen(false);
    this.#subscriber.next({ type: 'head', status, headers: joinValues(headers), url: this.#url });
  }

  #createDecoder(coding: string, isWhole: boolean): BodyDecoder | undefined {
    return createBodyDecoder(coding, isWhole, {
      subscriber: this.#subscriber,
      inContext: (step) => {
        this.#inContext(step);
      },
      drain: () => {
        this.setOpen(this.#isOpen);
      },
    });
  }

  #pause(): void {
    if (this.#canPause) this.#controller?.pause();
  }

  #inContext(step: () => void): void {
    this.#context.run(() => {
      try {
        step();
      } catch (error) {
        this.#subscriber.error(error);
      }
    });
  }
}
