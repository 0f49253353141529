import { type Observable, type Subscriber, asyncScheduler } from 'rxjs';
import { toResponseMetadata } from '../errors/from-response/response-metadata.js';
import type { Run } from './run-operation.js';
import { deferObservable } from '../subscribers/defer-observable.js';
import { mapValues } from '../subscribers/map-values.js';
import { withSubscriber } from '../subscribers/with-subscriber.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import { invalidWord } from '../options/invalid-option.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { ChatValue } from '../request/chat-interceptor.js';
import type { ChatResponse, ChatStreamEvent, ChatStreamHead, Observe } from './chat-stream-event.js';

/** Returns the function that shapes the values of a chat, which may be retried. */
export function observeAs(
  observe: Observe | undefined,
  mayRetry: boolean,
): (run: Run<ChatValue>) => Observable<unknown> {
  if (observe === 'events') return (run) => withHeadFirst(run, mayRetry);
  return observe === 'response' ? withHead : (run) => run();
}

/**
 * Emits the response head, then the chunks. The head of a chat that may be retried is emitted right before the first chunk, so
 * that it is that of the successful attempt.
 */
function withHeadFirst(run: Run<ChatValue>, mayRetry: boolean): Observable<ChatStreamEvent> {
  return deferObservable(() => {
    let subscriber: Subscriber<ChatStreamEvent> | undefined;
    let head: ChatStreamHead | undefined;
    let isEmitted = false;
    const emitHead = (): void => {
      if (head === undefined || (isEmitted && mayRetry)) return;
      isEmitted = true;
      subscriber?.next(head);
      head = undefined;
    };
    return run((facts) => {
      head = { type: 'head', ...facts };
      if (!mayRetry) emitHead();
    }).pipe(
      mapValues((chunk) => {
        emitHead();
        return { type: 'chunk', chunk: chunk as ChatCompletionChunk } as const;
      }),
      withSubscriber((arranged) => {
        subscriber = arranged;
      }),
    );
  });
}

/** Emits a non-streaming completion together with its response head. */
function withHead(run: Run<ChatValue>): Observable<ChatResponse> {
  return deferObservable(() => {
    // A response created by an interceptor has no head.
    let head = toResponseMetadata({ status: 200, headers: {} }, asyncScheduler.now());
    return run((facts) => {
      head = facts;
    }).pipe(mapValues((body) => ({ ...head, body: body as ChatCompletion })));
  });
}

/** Throws a `TypeError` if the form of the response cannot be observed this way. */
export function checkObserve(request: ChatCompletionRequest | null, observe: unknown): Observe | undefined {
  const fitting: Observe = request?.stream === true ? 'events' : 'response';
  if (observe === undefined || observe === fitting) return observe && fitting;
  throw invalidWord('observe', `'${fitting}' for a request with this \`stream\``, observe);
}
