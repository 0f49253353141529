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

/** Returns the function that adds the response head to the values of a chat, if the option `observe` is set. */
export function observeAs(
  observe: Observe | undefined,
  mayRetry: boolean,
): (run: Run<ChatValue>) => Observable<unknown> {
  if (observe === 'events') return (run) => withHeadFirst(run, mayRetry);
  return observe === 'response' ? withHead : (run) => run();
}

/**
 * Emits the response head, then the chunks. If the chat may be retried, the head is emitted right before the first chunk, so that it
 * is the head of the attempt that has the chunk.
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
    return run((metadata) => {
      head = { type: 'head', ...metadata };
      if (!mayRetry) emitHead();
    }).pipe(
      mapValues((chunk) => {
        emitHead();
        return { type: 'chunk', chunk: chunk as ChatCompletionChunk } as const;
      }),
      withSubscriber((resultSubscriber) => {
        subscriber = resultSubscriber;
      }),
    );
  });
}

/** Emits a non-streaming completion together with its response head. */
function withHead(run: Run<ChatValue>): Observable<ChatResponse> {
  return deferObservable(() => {
    // The head of a response that an interceptor creates.
    let head = toResponseMetadata({ status: 200, headers: {} }, asyncScheduler.now());
    return run((metadata) => {
      head = metadata;
    }).pipe(mapValues((body) => ({ ...head, body: body as ChatCompletion })));
  });
}

/** Returns `observe`. Throws a `TypeError` if it does not match the `stream` of the request. */
export function checkObserve(request: ChatCompletionRequest | null, observe: unknown): Observe | undefined {
  const allowed: Observe = request?.stream === true ? 'events' : 'response';
  if (observe === undefined || observe === allowed) return observe && allowed;
  throw invalidWord('observe', `'${allowed}' for a request with this \`stream\``, observe);
}
