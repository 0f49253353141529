import { Subscription } from 'rxjs';
import { type RelayOptions, relaySettings } from './relay-options.js';
import { RelayRun } from './relay-run.js';
import type { RelaySource } from './relay-source.js';
import { WebSink } from './web-sink.js';

/** Options of {@link toWebResponse}. */
export interface WebRelayOptions extends RelayOptions {
  /** That of the request: aborts when the browser leaves before the response is there. */
  readonly signal?: AbortSignal;
}

/**
 * Relays a chat as a `Response` of the web, for workers, Deno, Bun and frameworks: in all else like `pipeToNodeResponse`.
 *
 * Resolves with the first chunk, the first heartbeat or the failure, since only then its status is known. Cancelling its body
 * unsubscribes from the chat at once. A response that nobody reads shuts the gate, and is given up after `maxPause`. When
 * `signal` aborts before there is one, the result is an empty answer with status 499, which nobody will see.
 *
 * @example
 * ```ts
 * import { VeniceClient } from 'venice-rx';
 * import { relayGuard, toWebResponse } from 'venice-rx/relay';
 *
 * const client = new VeniceClient();
 * const guard = relayGuard({ origins: ['https://app.example'], models: ['default'] });
 *
 * export default {
 *   async fetch(request: Request): Promise<Response> {
 *     const verdict = await guard(request);
 *     if (verdict.type === 'answer') return verdict.toResponse();
 *     return toWebResponse((gate) => client.chat.completions.create(verdict.request, { gate }), {
 *       ...verdict.options,
 *       signal: request.signal,
 *     });
 *   },
 * };
 * ```
 */
export function toWebResponse(source: RelaySource, options: WebRelayOptions = {}): Promise<Response> {
  const { signal } = options;
  const settings = relaySettings(options);
  const subscription = new Subscription();
  return new Promise((resolve) => {
    const left = (): void => {
      subscription.unsubscribe();
      resolve(new Response(null, { status: 499 }));
    };
    const sink = new WebSink({
      left: () => {
        subscription.unsubscribe();
      },
      drained: () => {
        run.drained();
      },
      resolve,
    });
    const run = new RelayRun(sink, settings);
    if (signal?.aborted === true) {
      left();
      return;
    }
    signal?.addEventListener('abort', left);
    subscription.add(() => signal?.removeEventListener('abort', left));
    run.start(source, subscription);
  });
}
