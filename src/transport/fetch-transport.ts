import { Observable, type Subscriber } from 'rxjs';
import { captureContext } from '#capture-context';
import { canPause, toFetchHeaders } from '#fetch-headers';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { aFunction } from '../options/option-rules.js';
import { connectionError } from '#connection-error';
import { corsHint } from './cors-hint.js';
import { followGate } from './follow-gate.js';
import type { TransportEvent } from './transport-event.js';
import type { TransportRequest, HttpTransport } from './http-transport.js';

/** Options of {@link fetchTransport}. */
export interface FetchTransportOptions {
  /** Function to call instead of the platform's `fetch`. */
  readonly fetch?: typeof fetch;
}

const rules: OptionRules<FetchTransportOptions> = { fetch: aFunction };

/**
 * A transport over `fetch`, for browsers, workers, Deno and Bun. It cannot see when the platform connects: `timeouts.connect` has
 * no effect, and `timeouts.headers` includes connecting.
 */
export function fetchTransport(options: FetchTransportOptions = {}): HttpTransport {
  checkOptions(options, rules);
  return (request) =>
    new Observable<TransportEvent>((subscriber) => {
      const controller = new AbortController();
      const send = options.fetch ?? globalThis.fetch;
      const { signal } = controller;
      const gate: ReadGate = { isOpen: true, onOpen: () => undefined };
      if (request.gate !== undefined) {
        const context = captureContext();
        followGate(request.gate, subscriber, (isOpen) => {
          gate.isOpen = isOpen;
          // Reads in the async context of the request, not in the context of the code that opens the gate.
          if (isOpen) context.run(gate.onOpen);
        });
      }
      // Calls `fetch` in a microtask, so that unsubscribing synchronously sends nothing: Chromium sends even an aborted request.
      Promise.resolve()
        .then(() => {
          signal.throwIfAborted();
          return send(request.url, toRequestInit(request, signal));
        })
        .then((response) => {
          receive(request, response, subscriber, gate);
        })
        .catch((error: unknown) => {
          subscriber.error(connectionError(request.url, error, { hint: corsHint(request.url) }));
        });
      return () => {
        controller.abort();
      };
    });
}

/** State of the gate, and the function to call when the gate opens. */
interface ReadGate {
  isOpen: boolean;
  onOpen: () => void;
}

function toRequestInit({ method, headers, body }: TransportRequest, signal: AbortSignal): RequestInit {
  return {
    method,
    headers: toFetchHeaders(headers),
    signal,
    redirect: 'manual',
    ...(body !== undefined && { body }),
  };
}

function receive(
  request: TransportRequest,
  response: Response,
  subscriber: Subscriber<TransportEvent>,
  gate: ReadGate,
): void {
  subscriber.next({
    type: 'head',
    status: response.status,
    headers: Object.fromEntries(response.headers),
    url: response.url || request.url,
  });
  const reader = response.body?.getReader();
  if (reader === undefined) {
    subscriber.complete();
    return;
  }
  // For a custom `fetch` that ignores the signal. `subscriber` is closed by then, and ignores how a pending read ends.
  subscriber.add(() => void reader.cancel().catch(() => undefined));
  const fail = (error: unknown): void => {
    subscriber.error(connectionError(request.url, error, { isConnected: true }));
  };
  const mayPause = canPause(response.headers);
  let isReading = false;
  const pull = (): void => {
    if (subscriber.closed || isReading || (mayPause && !gate.isOpen)) return;
    isReading = true;
    reader.read().then(({ done, value }) => {
      isReading = false;
      if (done) subscriber.complete();
      else subscriber.next({ type: 'data', bytes: value });
      pull();
    }, fail);
  };
  gate.onOpen = pull;
  pull();
}
