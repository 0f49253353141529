import { type Observable, defer, map } from 'rxjs';
import { intercept } from '../request/attempt.js';
import type { ChatValue } from '../request/chat-interceptor.js';
import { checkHeaders } from '../request/check-headers.js';
import type { AttemptRequest } from '../request/request-interceptor.js';
import type { Read, RequestSpec } from '../request/request-sender.js';
import { clocksOfStream } from '../request/silence-clocks.js';
import type { Timeouts } from '../request/timeouts.js';
import { checkRequestLine } from './check-request-line.js';
import type { ClientAttempt } from './client-attempt.js';
import type { OperationRun, OperationRequest } from './operation.js';

/** Sends one attempt through the interceptors of all operations, and records its values. */
export function sendAttempt<Request, Value>(
  { context, operation, settings, gate, record }: OperationRun<Request, Value>,
  attempt: ClientAttempt,
  request: Request,
  key: string | undefined,
): Observable<Value> {
  const { timeouts } = settings;
  const isStreaming = operation.isStreaming(request);
  const exchange = <T>({ accept, ...http }: OperationRequest, read: Read<T>): Observable<T> => {
    const send = ({ method, path, headers, body }: AttemptRequest): Observable<T> => {
      const spec: RequestSpec = {
        ...checkRequestLine(method, path),
        ...(body && { body }),
        accept,
        headers: headers === settings.headers ? headers : checkHeaders(headers),
        timeouts,
        clocks: toClocks(isStreaming, timeouts),
        gate,
        observer: record,
        onHead: (readMetadata) => {
          record.onHead(readMetadata);
          attempt.notify(readMetadata);
        },
        onSend: () => {
          record.sent(operation.toChat(request));
        },
      };
      return context.sender.exchange(spec, key, read);
    };
    return intercept<AttemptRequest, T>(
      context.requestInterceptors,
      attempt,
      send,
    )({ ...http, headers: settings.headers });
  };
  const values = defer(() => operation.send(request, settings, exchange));
  if (isStreaming) return values;
  return values.pipe(
    map((value) => {
      record.onChunk(value as ChatValue, false);
      return value;
    }),
  );
}

/** Inactivity timeouts of a stream; undefined for those of bytes. */
export function toClocks(isStreaming: boolean, timeouts: Required<Timeouts>): RequestSpec['clocks'] {
  return isStreaming ? clocksOfStream(timeouts) : undefined;
}
