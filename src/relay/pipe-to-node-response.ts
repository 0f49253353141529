import { Subscription } from 'rxjs';
import { checkOptions } from '../options/check-options.js';
import type { NodeResponse } from './node-messages.js';
import { type RelayOptions, relayOptionRules, relaySettings } from './relay-options.js';
import { RelayRun } from './relay-run.js';
import type { RelaySink } from './relay-sink.js';
import type { RelaySource } from './relay-source.js';
import { callSafely } from './report-unhandled.js';

/**
 * Relays a chat to a Node response, in Venice's own wire format: the browser uses a `VeniceClient` with your server as its
 * `baseURL`, and without a key.
 *
 * When the browser disconnects, the chat is unsubscribed from at once; if it had disconnected before, no request is sent. A
 * browser that is slower than the model closes the gate. A failure before the first byte sets the status of the response; later
 * it is an error inside the stream. Unsubscribing from the result ends the chat, and leaves the response to the caller.
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
  if (response.destroyed || response.writableEnded) {
    subscription.unsubscribe();
    return subscription;
  }
  const run = new RelayRun(toSink(response), settings);
  const left = (): void => {
    callSafely(() => {
      subscription.unsubscribe();
    });
  };
  // Keep an error listener: an unhandled error of a broken connection would end the process.
  response.on('error', left);
  response.on('close', left);
  response.on('drain', run.drained);
  subscription.add(() => {
    response.off('close', left);
    response.off('drain', run.drained);
  });
  run.start(source, subscription);
  return subscription;
}

function toSink(response: NodeResponse): RelaySink {
  return {
    head: ({ status, headers }) => response.writeHead(status, { ...headers }),
    write: (text) => response.write(text),
    end: () => response.end(),
    abort: () => response.destroy(),
    isReady: () => !response.writableNeedDrain,
    waiting: () => response.writableLength,
    whenClosed: (listener) => {
      if (response.destroyed) listener();
      else response.on('close', listener);
    },
  };
}
