import { type Observable, defer, map } from 'rxjs';
import { intercept } from '../request/attempt.js';
import { checkHeaders } from '../request/check-headers.js';
import type { AttemptRequest } from '../request/request-interceptor.js';
import type { Read, RequestSpec } from '../request/request-sender.js';
import { clocksOfStream } from '../request/silence-clocks.js';
import type { Timeouts } from '../request/timeouts.js';
import { markUnsent } from '../request/unsent-errors.js';
import type { RunRecord } from '../usage/run-record.js';
import { checkRequestLine } from './check-request-line.js';
import type { ClientAttempt } from './client-attempt.js';
import type { Exchange, OperationRequest, OperationRun } from './operation.js';

/** Sends one attempt through the interceptors of all operations, and records what is sent and received. */
export function sendAttempt<Request, Value>(
  { context, operation, settings, gate, record }: OperationRun<Request, Value>,
  attempt: ClientAttempt,
  request: Request,
  key: string | undefined,
): Observable<Value> {
  const { timeouts } = settings;
  const { requestInterceptors, sender } = context;
  const isStreaming = operation.isStreaming(request);
  const exchange: Exchange = <T>(http: OperationRequest, accept: string, read: Read<T>) => {
    // Field by field: copies of objects would cost more than everything else here.
    const unchanged: AttemptRequest = {
      method: http.method,
      path: http.path,
      headers: settings.headers,
      body: http.body,
    };
    const send = (sent: AttemptRequest): Observable<T> => {
      const { method, path, headers, body } = sent === unchanged ? sent : checkRequest(sent);
      const spec: RequestSpec = {
        method,
        path,
        headers,
        body,
        accept,
        timeouts,
        clocks: toClocks(isStreaming, timeouts),
        gate,
        observer: record,
        onHead: (readMetadata) => {
          record.onHead(readMetadata);
          attempt.notify(readMetadata);
        },
        onSend: () => {
          record.sent(body);
        },
      };
      const values = sender.exchange(spec, key, read);
      return isStreaming ? values : values.pipe(recordTo(record));
    };
    if (requestInterceptors.length === 0) return send(unchanged);
    const sendLater = (sent: AttemptRequest): Observable<T> => defer(() => send(sent));
    return intercept<AttemptRequest, T>(requestInterceptors, attempt, sendLater)(unchanged);
  };
  return defer(() => operation.send(request, settings, exchange));
}

function recordTo<T>(record: RunRecord): (response: Observable<T>) => Observable<T> {
  return map((value) => {
    record.onWhole(value as object);
    return value;
  });
}

/** Returns the request of an interceptor if it can be sent. */
function checkRequest({ method, path, headers, body }: AttemptRequest): AttemptRequest {
  try {
    return { ...checkRequestLine(method, path), headers: checkHeaders(headers), body };
  } catch (error) {
    markUnsent(error);
    throw error;
  }
}

/** Inactivity timeouts of a stream; undefined for those of bytes. */
export function toClocks(isStreaming: boolean, timeouts: Required<Timeouts>): RequestSpec['clocks'] {
  return isStreaming ? clocksOfStream(timeouts) : undefined;
}
