import type { OperatorFunction, Subscriber } from 'rxjs';
import type { ResponseHead } from '../../errors/from-response/response-head.js';
import { isVeniceError } from '../../errors/venice-error.js';
import type { BodyReader } from '../../response/body-reader.js';
import { isSuccess } from '../../response/is-success.js';
import type { ResponseReaderOptions } from '../../response/response-reader-options.js';
import { readResponse } from '../../response/response-reader.js';
import { unexpectedBody } from '../../response/unexpected-body.js';
import { type Convert, WholeBody, maxErrorBody } from '../../response/whole-body.js';
import type { TransportEvent } from '../../transport/transport-event.js';
import type { RunFrame } from '../run-frame.js';
import { startOffset } from '../run-offset.js';
import type { RunFollower } from './run-follower.js';
import { RunBody } from './run-body.js';
import { type RunPosition, toRunError } from './to-run-error.js';

/** Reads a response to a request that follows or starts a run. */
export function readRun(
  run: RunFollower,
): (reading: ResponseReaderOptions) => OperatorFunction<TransportEvent, RunFrame<unknown>> {
  return (reading) =>
    readResponse<RunFrame<unknown>>(reading, (head, sink) => {
      if (!isSuccess(head.status)) return wholeBody(head, sink, run, () => neverSuccessful);
      // Status 204: the run is done, and the page has already received its last frame.
      if (head.status === 204) return wholeBody(head, sink, run, () => lastFrame(run));
      // A custom transport may not report the content type.
      const type = head.headers['content-type'] ?? 'text/event-stream';
      if (type.trimStart().toLowerCase().startsWith('text/event-stream')) return new RunBody(head, sink, run);
      return wholeBody(head, sink, run, (body) => {
        throw unexpectedBody({
          head,
          value: body.parse(),
          expected: 'a stream of server-sent events',
        });
      });
    });
}

/** Reads the response to a request that stops a run. Emits once. */
export function readStop(
  run: RunPosition,
): (reading: ResponseReaderOptions) => OperatorFunction<TransportEvent, undefined> {
  return (reading) =>
    readResponse<undefined>(reading, (head, sink) => wholeBody(head, sink, run, () => undefined));
}

function wholeBody<T>(
  head: ResponseHead,
  sink: Subscriber<T>,
  run: RunPosition,
  convert: Convert<T>,
): BodyReader {
  const errors = {
    next: (value: T) => {
      sink.next(value);
    },
    complete: () => {
      sink.complete();
    },
    error: (error: unknown) => {
      sink.error(isVeniceError(error) ? toRunError(error, run) : error);
    },
  };
  return new WholeBody(head, errors, convert, maxErrorBody);
}

function lastFrame({ lastId = startOffset }: RunFollower): RunFrame<unknown> {
  return { id: lastId, values: [], isSnapshot: false, isUpToDate: true, isLast: true };
}

/** Only satisfies the types: it is not emitted, since `WholeBody` converts the body of an error response to an error. */
const neverSuccessful: RunFrame<unknown> = {
  id: startOffset,
  values: [],
  isSnapshot: false,
  isUpToDate: false,
  isLast: false,
};
