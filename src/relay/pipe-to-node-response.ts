import { Subscription } from 'rxjs';
import { checkOptions } from '../options/check-options.js';
import type { NodeResponse } from './node-messages.js';
import { NodeSink, isClosed } from './node-sink.js';
import { type RelayOptions, relayOptionRules, relaySettings } from './relay-options.js';
import { RelayRun } from './relay-run.js';
import type { RelaySource } from './relay-source.js';
import { callSafely } from './report-unhandled.js';

/**
 * Relays a chat from your server to a browser: writes the chunks or the completion of `source` to a Node response, in the wire format
 * of Venice. So the browser can use a `VeniceClient` with your server as its `baseURL`, and without a key.
 *
 * When the browser disconnects, the chat is unsubscribed from at once. If the browser has already disconnected before this call, no
 * request is sent. `source` receives a gate, an Observable of booleans, to pass to `create`: it emits false while the browser reads
 * more slowly than the model writes, which pauses reading from Venice. An error before the first byte sets the status of the response;
 * a later error is sent inside the stream. If your server has already sent status and headers, the answer is sent as the body.
 *
 * Returns a Subscription. Calling `unsubscribe()` ends the chat, and leaves the response open for the caller.
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
    // The relay closes `subscription` before it ends the response. So if `subscription` is still open when the response has ended,
    // your server has ended the response.
    if (!subscription.closed && response.writableEnded) report(settings, endedByServer());
    callSafely(() => {
      subscription.unsubscribe();
    });
  };
  const onDrain = (): void => {
    sink.drained();
    run.drained();
  };
  // The `error` listener is never removed, since an `error` event without a listener would end the process.
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
