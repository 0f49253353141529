import { type Observable, defer, identity } from 'rxjs';
import { retryInContext } from '../async-context/retry-in-context.js';
import { type Handler, type OperationInfo, intercept } from '../request/attempt.js';
import type { ChatValue } from '../request/chat-interceptor.js';
import { getModel } from '../request/get-model.js';
import type { KeyOptions } from '../request/request-sender.js';
import { type OnHead, createAttempt } from './client-attempt.js';
import type { OperationRun } from './operation.js';
import { sendAttempt, toClocks } from './send-attempt.js';

/** The attempts of one run, each sent through the interceptors. The first one starts synchronously unless it waits for a key. */
export function attempts<Request, Value>(
  run: OperationRun<Request, Value>,
  onHead: OnHead | undefined,
): Observable<Value> {
  let number = 0;
  const { operation, request, settings, gate } = run;
  const { sender, partitionOf, guards } = run.context;
  const { timeouts, tags } = settings;
  const { name, limits } = operation;
  const chat = operation.toChat(request);
  const requestForLimits = limits === 'own' ? { ...chat, model: name } : chat;
  const isStreaming = operation.isStreaming(request);
  const info: OperationInfo = { name, model: getModel(chat), isStreaming };
  const keyOptions: KeyOptions = { timeouts, clocks: toClocks(isStreaming, timeouts), gate };

  const attemptIn = (partition = '', key?: string): Observable<Value> => {
    number += 1;
    const attempt = createAttempt({ number, partition, operation: info, tags }, onHead);
    const handlerWith = (key: string | undefined): Handler<Request, Value> =>
      intercept(operation.interceptors, attempt, (sent) => sendAttempt(run, attempt, sent, key));
    const handler: Handler<Request, Value> =
      key === undefined
        ? (sent) => sender.withKey(keyOptions, (newKey) => handlerWith(newKey)(sent))
        : handlerWith(key);
    if (limits === 'none') return handler(request);
    // Limits and circuit breaker read at most `usage` of the values.
    return intercept(
      guards,
      attempt,
      (admitted) => handler(operation.fromChat(admitted, request)) as Observable<ChatValue>,
    )(requestForLimits) as Observable<Value>;
  };
  const begin = (): Observable<Value> => {
    const partition = limits === 'none' ? '' : partitionOf(chat, settings);
    // Undefined if it depends on a key that a function returns.
    if (partition !== undefined) return attemptIn(partition);
    return sender.withKey(keyOptions, (key) => attemptIn(partitionOf(chat, settings, key), key));
  };
  if (settings.retry === identity) return begin();
  return defer(begin).pipe(retryInContext(settings.retry));
}
