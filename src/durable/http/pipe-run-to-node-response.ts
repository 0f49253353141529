import { Subscription } from 'rxjs';
import { callSafely } from '../../relay/report-unhandled.js';
import type { NodeRequest, NodeResponse } from '../../relay/node-messages.js';
import { NodeSink, isClosed } from '../../relay/node-sink.js';
import { fromNode } from '../../relay/guard/incoming-request.js';
import { answerRun } from './answer-run.js';
import { type FollowableRuns, type RunResponseOptions, runResponseSettings } from './run-response-options.js';
import { RunResponse } from './run-response.js';

/**
 * Answers a request for a durable run on a Node response, with server-sent events that have an `id` per frame.
 *
 * GET follows the run, after the frame in `Last-Event-ID` if the request has this header; POST calls `options.start`; DELETE stops the run,
 * and has status 204. When the browser disconnects, the run continues. While the browser reads slowly, nothing is read from the store. A
 * browser that has all frames of a completed run gets status 204. An error before the first byte has the status of `toSafeRunError`, such
 * as 404 for an unknown run; after the first byte, an error is an event. Unsubscribing from the result ends the watcher, and leaves the
 * response to the caller.
 *
 * Chunks have the format of Venice, so that any client of Venice can read them too. The event `up-to-date` follows the values that were
 * written before the request.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { durableRuns, memoryRunStore, pipeRunToNodeResponse } from 'venice-rx/durable';
 *
 * const runs = durableRuns(memoryRunStore());
 * const server = createServer((request, response) => {
 *   const id = request.url?.split('/').at(-1) ?? '';
 *   pipeRunToNodeResponse(runs, id, request, response, { authorize: ({ headers }) => headers['x-user']?.toString() });
 * });
 * server.listen(0, () => server.close());
 * ```
 */
export function pipeRunToNodeResponse<Request extends NodeRequest>(
  runs: FollowableRuns,
  id: string,
  request: Request,
  response: NodeResponse,
  options: RunResponseOptions<Request>,
): Subscription {
  const { method, header } = fromNode(request);
  const settings = runResponseSettings(options, method);
  const subscription = new Subscription();
  if (isClosed(response) || response.writableEnded) {
    subscription.unsubscribe();
    return subscription;
  }
  const sink = new NodeSink(response);
  const run = new RunResponse(sink, settings);
  const leave = (): void => {
    callSafely(() => {
      subscription.unsubscribe();
    });
  };
  const onDrain = (): void => {
    sink.drained();
    run.drained();
  };
  // Before Node 24, an HTTP/2 stream whose request has not been read to its end does not close by itself.
  const onAbort = (): void => {
    leave();
    callSafely(() => response.destroy());
  };
  // This listener is never removed: an unhandled error of a broken connection would end the process.
  response.on('error', leave);
  response.on('close', leave);
  response.on('drain', onDrain);
  response.stream?.on('aborted', onAbort);
  subscription.add(() => {
    response.off('close', leave);
    response.off('drain', onDrain);
    response.stream?.off('aborted', onAbort);
  });
  const runRequest = { request, method, lastEventId: header('last-event-id') };
  run.start((gate) => answerRun(runs, id, runRequest, options, gate), subscription);
  return subscription;
}
