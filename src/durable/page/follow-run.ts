import type { Observable } from 'rxjs';
import type { Operation } from '../../client/operation.js';
import { resolveRunSettings } from '../../client/resolve-run-settings.js';
import { runOperation } from '../../client/run-operation.js';
import type { RequestInterceptor } from '../../request/request-interceptor.js';
import type { VeniceClient } from '../../client/venice-client.js';
import { checkOptions } from '../../options/check-options.js';
import { deferObservable } from '../../subscribers/defer-observable.js';
import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import type { StreamingChatCompletionRequest } from '../../wire/chat-completion-request.js';
import { type RunFrame, runValues } from '../run-frame.js';
import { type FollowRunOptions, followRunRules } from './follow-run-options.js';
import { RunFollower } from './run-follower.js';
import { readRun } from './read-run.js';
import { reconnect } from './reconnect.js';
import { runAddress } from './run-address.js';
import { declareRunOperation } from './run-operation.js';

/** Like the other overload, but emits frames, i.e. values together with their position in the run. */
export function followRun<T = ChatCompletionChunk>(
  client: VeniceClient,
  id: string,
  options: FollowRunOptions & { readonly observe: 'frames' },
): Observable<RunFrame<T>>;
/**
 * Follows a durable run, i.e. a run that a server stores so that the run outlives the connections of its watchers. The server must answer
 * with `pipeRunToNodeResponse` or `toRunWebResponse`. Emits the values so far (the chunks of a chat as one chunk), then each later value as
 * it arrives.
 *
 * Each connection is one GET request to `path/ID`, by default `/runs/ID`, relative to the base URL of the client. It uses the transport,
 * headers, key, timeouts and `requestInterceptors` of the client. When a connection is lost, another connection continues after the last
 * frame, so that every value is emitted once and in order. There is never more than one connection. If no bytes arrive for
 * `timeouts.idle`, the connection counts as lost; while the run emits nothing, the server sends comments to prevent this.
 *
 * The wait before the next connection is the `Retry-After` of the server plus up to 10%; without this header, 0.5, 1, 2, 4 … 30 s minus up
 * to 25%. After an SSE field `retry`, the wait is not shorter than this field minus up to 25%. No wait is longer than `maxWait`. When
 * the browser comes online, the wait ends.
 *
 * Completes when the run is done. Fails with a `RunFailedError`, `RunLostError`, `RunStoppedError`, `RunGoneError`, `RunUnknownError`,
 * `RunOffsetError` or `RunVersionError`; with another error that is not retryable, such as a 401; or, after `maxRetries` reconnections, with
 * the error of the last connection. These errors have the answer of a chat so far as `partial`, unless `after` is set. Unsubscribing closes
 * only the connection; {@link stopRun} stops the run.
 *
 * Throws a `TypeError` for an invalid id or option.
 *
 * @example
 * ```ts
 * import { VeniceClient, accumulate, toState } from 'venice-rx';
 * import { followRun } from 'venice-rx/durable';
 *
 * // The address of your server. In this example no server listens there, so the status becomes `failed`.
 * const client = new VeniceClient({ baseURL: 'http://localhost:9/api', apiKey: false });
 * followRun(client, 'chat-17', { maxRetries: 2 })
 *   .pipe(accumulate(), toState())
 *   .subscribe(({ status, completion }) => {
 *     console.log(status, completion?.choices[0]?.message.content);
 *   });
 * ```
 */
export function followRun<T = ChatCompletionChunk>(
  client: VeniceClient,
  id: string,
  options?: FollowRunOptions,
): Observable<T>;
export function followRun<T>(
  client: VeniceClient,
  id: string,
  options: FollowRunOptions = {},
): Observable<RunFrame<T> | T> {
  checkOptions(options, followRunRules);
  const frames = followFrames<T>(client, id, options);
  return options.observe === 'frames' ? frames : frames.pipe(runValues());
}

/** Follows a run. With the request `start`, also starts the run. The caller has checked the options. */
export function followFrames<T>(
  { context }: VeniceClient,
  id: string,
  options: FollowRunOptions,
  start?: StreamingChatCompletionRequest,
): Observable<RunFrame<T>> {
  const address = runAddress(id, options);
  const settings = resolveRunSettings<RunFrame<T>>(context, { retry: false }, options);
  return deferObservable(() => {
    const run = new RunFollower(address, options.after, start);
    const requestInterceptors = [continueAfter(run), ...context.requestInterceptors];
    const retry = reconnect<RunFrame<T>>(run, options);
    return runOperation(
      { ...context, requestInterceptors },
      followOperation<T>(),
      run,
      { ...settings, retry },
      (runAttempts) => runAttempts(),
    );
  });
}

/** Adds the header that requests only later frames. The first interceptor, so that the interceptors of the client see the header. */
function continueAfter(run: RunFollower): RequestInterceptor {
  return (request, next) => {
    const { lastId } = run;
    return next(
      lastId === undefined
        ? request
        : { ...request, headers: { ...request.headers, 'last-event-id': lastId } },
    );
  };
}

/** The operation whose attempts are the connections to a run. */
function followOperation<T>(): Operation<RunFollower, RunFrame<T>> {
  return declareRunOperation({
    name: 'runs.follow',
    retry: false,
    send: (run, _, exchange) => {
      const { start, path } = run;
      const request =
        start === undefined
          ? { method: 'GET' as const, path }
          : { method: 'POST' as const, path: `${path}/chat/completions`, body: start };
      return exchange(request, 'text/event-stream', readRun(run)) as Observable<RunFrame<T>>;
    },
  });
}
