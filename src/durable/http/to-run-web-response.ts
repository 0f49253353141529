import { Subscription } from 'rxjs';
import { callSafely } from '../../relay/report-unhandled.js';
import { answerRun } from './answer-run.js';
import { type FollowableRuns, type RunResponseOptions, runResponseSettings } from './run-response-options.js';
import { RunWebSink } from './run-web-sink.js';
import { RunResponse } from './run-response.js';

/**
 * Answers a request for a durable run as a web `Response`, for Deno, Bun and frameworks; otherwise like `pipeRunToNodeResponse`.
 *
 * Cancelling the body or aborting `request.signal` ends the watcher, but not the run.
 *
 * @example
 * ```ts
 * import { durableRuns, memoryRunStore, toRunWebResponse } from 'venice-rx/durable';
 *
 * const runs = durableRuns(memoryRunStore());
 * export default {
 *   fetch: (request: Request) => {
 *     const id = new URL(request.url).pathname.split('/').at(-1) ?? '';
 *     return toRunWebResponse(runs, id, request, { authorize: ({ headers }) => headers.get('x-user') ?? undefined });
 *   },
 * };
 * ```
 */
export function toRunWebResponse(
  runs: FollowableRuns,
  id: string,
  request: Request,
  options: RunResponseOptions<Request>,
): Promise<Response> {
  const { method, signal } = request;
  const settings = runResponseSettings(options, method);
  const subscription = new Subscription();
  return new Promise((resolve) => {
    const onDisconnect = (): void => {
      callSafely(() => {
        subscription.unsubscribe();
      });
    };
    const sink = new RunWebSink({
      onDisconnect,
      onDrain: () => {
        run.drained();
      },
      resolve,
    });
    const run = new RunResponse(sink, settings);
    const abort = (): void => {
      onDisconnect();
      resolve(new Response(null, { status: 499 }));
      sink.abort(signal.reason);
    };
    if (signal.aborted) {
      abort();
      return;
    }
    signal.addEventListener('abort', abort);
    sink.whenClosed(() => {
      signal.removeEventListener('abort', abort);
    });
    const runRequest = {
      request,
      method,
      lastEventId: request.headers.get('last-event-id') ?? undefined,
    };
    run.start((gate) => answerRun(runs, id, runRequest, options, gate), subscription);
  });
}
