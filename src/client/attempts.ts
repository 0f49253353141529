import { type Observable, identity } from 'rxjs';
import { retryInContext } from '../async-context/retry-in-context.js';
import { type Handler, type OperationInfo, intercept } from '../request/attempt.js';
import type { ChatValue } from '../request/chat-interceptor.js';
import { getModel } from '../request/get-model.js';
import type { SilenceOptions } from '../request/limit-silence.js';
import type { Read, RequestSpec } from '../request/request-sender.js';
import { type OnHead, createAttempt, type ClientAttempt } from './client-attempt.js';
import type { OperationRun, Exchange, OperationRequest } from './operation.js';
import { checkHeaders } from '#check-headers';
import type { AttemptRequest } from '../request/request-interceptor.js';
import { markUnsent } from '../request/unsent-errors.js';
import type { RunRecord } from '../usage/run-record.js';
import { mapValues } from '../subscribers/map-values.js';
import { deferObservable } from '../subscribers/defer-observable.js';
import { checkRequestLine } from './check-request-line.js';

/**
 * Returns the values of the attempts of one run, each sent through the interceptors. Call it when the run is subscribed to: without
 * `retry`, it creates the attempt immediately.
 */
export function attempts<Request, Value>(
  run: OperationRun<Request, Value>,
  onHead: OnHead | undefined,
): Observable<Value> {
  let number = 0;
  const { operation, request, settings, gate } = run;
  const { sender, partitionOf, limitInterceptors } = run.context;
  const { timeouts, tags } = settings;
  const { name, limits } = operation;
  const chat = operation.toChat(request);
  // The attempts of an operation with its own limits are counted under the name of the operation, instead of a model.
  const requestForLimits = limits === 'own' ? { ...chat, model: name } : chat;
  const isStreaming = operation.isStreaming(request);
  const info: OperationInfo = { name, model: getModel(chat), isStreaming };
  const wait: SilenceOptions = { timeouts, isStreaming, gate };

  const attemptIn = (partition = '', key?: string): Observable<Value> => {
    number += 1;
    const attempt = createAttempt({ number, arrival: run.arrival, partition, operation: info, tags }, onHead);
    const handlerWith = (key: string | undefined): Handler<Request, Value> =>
      intercept(operation.interceptors, attempt, (sent) => sendAttempt(run, attempt, sent, key));
    const handler: Handler<Request, Value> =
      key === undefined
        ? (sent) => sender.withKey(wait, (newKey) => handlerWith(newKey)(sent))
        : handlerWith(key);
    if (limits === 'none') return handler(request);
    // Limits see each value as that of a chat: `rateLimiter` reads only its `usage`, which any response may have.
    return intercept(
      limitInterceptors,
      attempt,
      (admitted) => handler(operation.fromChat(admitted, request)) as Observable<ChatValue>,
    )(requestForLimits) as Observable<Value>;
  };
  const begin = (): Observable<Value> => {
    const partition = limits === 'none' ? '' : partitionOf(chat, settings);
    // `partition` is undefined if it depends on a key that a function returns.
    if (partition !== undefined) return attemptIn(partition);
    return sender.withKey(wait, (key) => attemptIn(partitionOf(chat, settings, key), key));
  };
  if (settings.retry === identity) return begin();
  return deferObservable(begin).pipe(retryInContext(settings.retry));
}

/** Sends one attempt through the request interceptors, and records the request and the response. */
function sendAttempt<Request, Value>(
  { context, operation, settings, gate, record }: OperationRun<Request, Value>,
  attempt: ClientAttempt,
  request: Request,
  key: string | undefined,
): Observable<Value> {
  const { timeouts } = settings;
  const { requestInterceptors, sender } = context;
  const isStreaming = operation.isStreaming(request);
  const exchange: Exchange = <T>(http: OperationRequest, accept: string, read: Read<T>) => {
    // Lists the fields, since spreading `http` is slow.
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
        isStreaming,
        gate,
        observer: record,
        onHead: (readMetadata) => {
          record?.onHead(readMetadata);
          attempt.notify(readMetadata);
        },
        onSend: () => {
          record?.onSend(body);
        },
      };
      const values = sender.exchange(spec, key, read);
      return isStreaming || record === undefined ? values : values.pipe(recordResponseTo(record));
    };
    if (requestInterceptors.length === 0) return send(unchanged);
    const sendLater = (sent: AttemptRequest): Observable<T> => deferObservable(() => send(sent));
    return intercept<AttemptRequest, T>(requestInterceptors, attempt, sendLater)(unchanged);
  };
  return deferObservable(() => operation.send(request, settings, exchange));
}

function recordResponseTo<T>(record: RunRecord): (response: Observable<T>) => Observable<T> {
  return mapValues((value) => {
    record.onWholeResponse(value as object);
    return value;
  });
}

/** Returns the request that an interceptor has passed on. Throws a `TypeError` if it cannot be sent. */
function checkRequest({ method, path, headers, body }: AttemptRequest): AttemptRequest {
  try {
    return { ...checkRequestLine(method, path), headers: checkHeaders(headers), body };
  } catch (error) {
    markUnsent(error);
    throw error;
  }
}
