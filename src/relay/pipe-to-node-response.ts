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
 * When the browser disconnects, the chat is unsubscribed from at once; if it had disconnected before, no request is sent. While the
 * browser reads more slowly than the model writes, the gate is closed, which pauses reading from Venice. A failure before the
 * first byte sets the status of the response; later it is an error inside the stream. Unsubscribing from the result ends the chat,
 * and leaves the response to the caller. If your server has sent the head already, the answer follows as its body.
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
    if (!isClosed(response)) report(settings, endedByServer());
    subscription.unsubscribe();
    return subscription;
  }
  const sink = new NodeSink(response);
  const run = new RelayRun(sink, settings);
  const onDisconnect = (): void => {
    // The relay ends the response only after `subscription` is closed. A response that is ended while `subscription` is still
    // open was therefore ended by your server.
    if (!subscription.closed && response.writableEnded) report(settings, endedByServer());
    callSafely(() => {
      subscription.unsubscribe();
    });
  };
  const onDrain = (): void => {
    sink.drained();
    run.drained();
  };
  // The `error` listener is never removed: an unhandled error of a broken connection would end the process.
  response.on('error', onDisconnect);
  // Before Node 24, an HTTP/2 stream whose request has not been read to its end does not close by itself.
  const onAbort = (): void => {
    onDisconnect();
    callSafely(() => response.destroy());
  };
  response.on('close', onDisconnect);
  response.stream?.on('aborted', onAbort);
  response.on('drain', onDrain);
  subscription.add(() => {
    response.off('close', onDisconnect);
    response.stream?.off('aborted', onAbort);
    response.off('drain', onDrain);
  });
  run.start(source, subscription);
  return subscription;
}

function report({ onError }: RelayOptions, error: Error): void {
  callSafely(() => onError?.(error));
}

function endedByServer(): Error {
  return new TypeError(
    'your server (or its framework) has ended the response of a chat; in Fastify, call reply.hijack() first',
  );
}
