import { Subscription } from 'rxjs';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { anything } from '../options/option-rules.js';
import { type RelayOptions, relayOptionRules, relaySettings } from './relay-options.js';
import { RelayRun } from './relay-run.js';
import type { RelaySource } from './relay-source.js';
import { callSafely } from './report-unhandled.js';
import { WebSink } from './web-sink.js';

/** Options of {@link toWebResponse}. */
export interface WebRelayOptions extends RelayOptions {
  /**
   * Signal of the request, or an array of signals, for example with an `AbortSignal.timeout`. The first signal that aborts unsubscribes from
   * the chat and fails the body. Prefer an array to `AbortSignal.any`, which may lose a timeout in Node 20 (nodejs/node#57736).
   */
  readonly signal?: AbortSignal | readonly AbortSignal[];
}

const rules: OptionRules<WebRelayOptions> = { ...relayOptionRules, signal: anything };

/**
 * Relays a chat as a web `Response`, for workers, Deno, Bun and frameworks; otherwise like `pipeToNodeResponse`.
 *
 * Resolves with the first chunk, the first heartbeat or the failure, which determine the status; with `stream: false`, with the complete answer
 * or the failure. Cancelling the body unsubscribes from the chat at once. While the body is read too slowly, the last value of the gate is
 * false; if it is not read for `maxPause`, it fails. If `signal` aborts before there is a response, the result is an empty response with status
 * 499, which no browser sees. If `signal` aborts later, the body fails with the reason of the signal, so that a truncated answer is not
 * mistaken for a complete one.
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
 *     const result = await guard(request);
 *     if (result.type === 'response') return result.toResponse();
 *     return toWebResponse((gate) => client.chat.completions.create(result.request, { gate }), {
 *       ...result.options,
 *       signal: request.signal,
 *     });
 *   },
 * };
 * ```
 */
export function toWebResponse(source: RelaySource, options: WebRelayOptions = {}): Promise<Response> {
  checkOptions(options, rules);
  const signals = [options.signal ?? []].flat();
  const settings = relaySettings(options);
  const subscription = new Subscription();
  return new Promise((resolve) => {
    const onDisconnect = (): void => {
      callSafely(() => {
        subscription.unsubscribe();
      });
    };
    const sink = new WebSink({
      onDisconnect,
      onDrain: () => {
        run.drained();
      },
      resolve,
    });
    const run = new RelayRun(sink, settings);
    const abort = ({ reason }: AbortSignal): void => {
      onDisconnect();
      resolve(new Response(null, { status: 499 }));
      sink.abort(reason);
    };
    const aborted = signals.find((signal) => signal.aborted);
    if (aborted !== undefined) {
      abort(aborted);
      return;
    }
    for (const signal of signals) {
      const listener = (): void => {
        abort(signal);
      };
      // Listens until the body is closed, which may be long after the chat has ended.
      signal.addEventListener('abort', listener);
      sink.whenClosed(() => {
        signal.removeEventListener('abort', listener);
      });
    }
    run.start(source, subscription);
  });
}
