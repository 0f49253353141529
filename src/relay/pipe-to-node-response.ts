import { Subscription } from 'rxjs';
import { checkOptions } from '../options/check-options.js';
import type { NodeResponse } from './node-messages.js';
import { NodeSink, isClosed } from './node-sink.js';
import { type RelayOptions, relayOptionRules, relaySettings } from './relay-options.js';
import { RelayRun } from './relay-run.js';
import type { RelaySource } from './relay-source.js';
import { callSafely } from './report-unhandled.js';

/**
 * Relays a chat to a Node response, in Venice's own wire format: the browser uses a `VeniceClient` with your server as its
 * `baseURL`, and without a key.
 *
 * When the browser disconnects, the chat is unsubscribed from at once; if it had disconnected before, no request is sent. A
 * browser that is slower than the model closes the gate. A failure before the first byte sets the status of the response; later
 * it is an error inside the stream. Unsubscribing from the result ends the chat, and leaves the response to the caller. If the
 * host has sent a head already, the answer continues after it.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { VeniceClient } from 'venice-rx';
 * import { pipeToNodeResponse, relayGuard } from 'venice-rx/relay';
 *
 * const client = new VeniceClient();
 * const guard = relayGuard({ origins: ['https://app.example'], models: ['default'] });
 * const server = createServer((request, response) => {
 *   void guard(request).then((result) => {
 *     if (result.type === 'response') result.sendTo(response);
 *     else
 *       pipeToNodeResponse(
 *         response,
 *         (gate) => client.chat.completions.create(result.request, { gate }),
 *         result.options,
 *       );
 *   });
 * });
 * server.listen(0, '127.0.0.1', () => server.close());
 * ```
 */
export function pipeToNodeResponse(
  response: NodeResponse,
  source: RelaySource,
  options: RelayOptions = {},
): Subscription {
  checkOptions(options, relayOptionRules);
  const settings = relaySettings(options);
  const subscription = new Subscription();
  if (isClosed(response) || response.writableEnded) {
    if (!isClosed(response)) report(settings, endedByHost());
    subscription.unsubscribe();
    return subscription;
  }
  const sink = new NodeSink(response);
  const run = new RelayRun(sink, settings);
  const left = (): void => {
    // The relay itself ends the response after the chat.
    if (!subscription.closed && response.writableEnded) report(settings, endedByHost());
    callSafely(() => {
      subscription.unsubscribe();
    });
  };
  const drained = (): void => {
    sink.drained();
    run.drained();
  };
  // Keep an error listener: an unhandled error of a broken connection would end the process.
  response.on('error', left);
  response.on('close', left);
  // Before Node 24, HTTP/2 does not close a stream by itself whose request has not been read to its end.
  const aborted = (): void => {
    left();
    callSafely(() => response.destroy());
  };
  response.stream?.on('aborted', aborted);
  response.on('drain', drained);
  subscription.add(() => {
    response.off('close', left);
    response.stream?.off('aborted', aborted);
    response.off('drain', drained);
  });
  run.start(source, subscription);
  return subscription;
}

function report({ onError }: RelayOptions, error: Error): void {
  callSafely(() => onError?.(error));
}

function endedByHost(): Error {
  return new TypeError('the host has ended the response of a chat; in Fastify, call reply.hijack() first');
}
