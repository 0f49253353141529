import { Observable, Subscription } from 'rxjs';
import { APIConnectionError, type HttpTransport, type TransportRequest } from 'venice-rx';
import type { FollowableRuns, RunResponseOptions } from 'venice-rx/durable';
import { answerRun } from '../../src/durable/http/answer-run.js';
import { runResponseSettings } from '../../src/durable/http/run-response-options.js';
import { RunResponse } from '../../src/durable/http/run-response.js';

/** A request that a page has sent. */
export interface SentRequest extends Pick<TransportRequest, 'body' | 'headers' | 'method' | 'url'> {
  /** Whether its connection is open. */
  isOpen: boolean;
}

/** How a connection breaks: before its response, or after `bytes` of the body, with a regular end instead of a reset if `isClean`. */
export type Fault = 'no-response' | { readonly bytes: number; readonly isClean?: boolean };

/** Serves durable runs as a transport without sockets, so that requests take virtual time and break where a test wants. */
export class RunServer {
  readonly requests: SentRequest[] = [];
  /** The fault of the connection with this index, if any. */
  getFault: (index: number) => Fault | undefined = () => undefined;
  /** Maximum number of bytes that arrive at once. */
  pieceSize = Infinity;
  /** Headers that a proxy before the server removes. */
  removedHeaders: readonly string[] = [];
  /** The status with which a proxy answers the request with this index, if any. */
  getStatus: (index: number) => number | undefined = () => undefined;
  /** Maximum number of connections that were open at the same time. */
  maxOpen = 0;
  readonly #runs: FollowableRuns;
  readonly #options: (id: string, body: unknown) => RunResponseOptions<SentRequest>;

  constructor(
    runs: FollowableRuns,
    options: (id: string, body: unknown) => Partial<RunResponseOptions<SentRequest>> = () => ({}),
  ) {
    this.#runs = runs;
    this.#options = (id, body) => ({ authorize: 'ids-are-capabilities', ...options(id, body) });
  }

  readonly transport: HttpTransport = ({ method, url, headers, body }) =>
    new Observable((page) => {
      const index = this.requests.length;
      const sent: SentRequest = { method, url, headers, isOpen: true, ...(body !== undefined && { body }) };
      this.requests.push(sent);
      this.maxOpen = Math.max(this.maxOpen, this.requests.filter(({ isOpen }) => isOpen).length);
      const served = new Subscription();
      page.add(() => {
        sent.isOpen = false;
        served.unsubscribe();
      });
      const fault = this.getFault(index);
      const broken = new APIConnectionError({ message: 'the connection broke off', code: 'ECONNRESET' });
      if (fault === 'no-response') {
        page.error(broken);
        return;
      }
      const status = this.getStatus(index);
      if (status !== undefined) {
        page.next({ type: 'head', status, headers: {} });
        page.complete();
        return;
      }
      let left = fault?.bytes ?? Infinity;
      const write = (output: Uint8Array | string): void => {
        const bytes = typeof output === 'string' ? new TextEncoder().encode(output) : output;
        const passed = bytes.subarray(0, left);
        left -= passed.length;
        for (let at = 0; at < passed.length; at += this.pieceSize)
          page.next({ type: 'data', bytes: passed.slice(at, at + this.pieceSize) });
        if (left > 0 || fault === undefined) return;
        if (typeof fault !== 'string' && fault.isClean === true) page.complete();
        else page.error(broken);
      };
      const id = new URL(url).pathname.replace('/runs/', '').replace('/chat/completions', '');
      const options = this.#options(id, typeof body === 'string' ? JSON.parse(body) : undefined);
      const response = new RunResponse(
        {
          sharesBytes: false,
          hasHead: () => false,
          head: (head) => {
            page.next({ type: 'head', ...head });
          },
          write,
          end: () => {
            page.complete();
          },
          abort: () => {
            page.error(broken);
          },
          isReady: () => true,
          waiting: () => 0,
          taken: () => 0,
          whenClosed: (listener) => {
            page.add(listener);
          },
        },
        runResponseSettings(options, method),
      );
      const lastEventId = this.removedHeaders.includes('last-event-id')
        ? undefined
        : headers['last-event-id'];
      response.start(
        (gate) => answerRun(this.#runs, id, { request: sent, method, lastEventId }, options, gate),
        served,
      );
    });
}
