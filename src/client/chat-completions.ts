import { type MonoTypeOperatorFunction, type Observable, identity } from 'rxjs';
import type { ChatValue } from '../request/chat-interceptor.js';
import { resolveTimeouts } from '../request/timeouts.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type {
  ChatCompletionRequest,
  NonStreamingChatCompletionRequest,
  StreamingChatCompletionRequest,
} from '../wire/chat-completion-request.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { ChatContext } from './chat-context.js';
import { runChat } from './chat-run.js';
import type { ChatResponse, ChatStreamEvent, Observe } from './chat-stream-event.js';
import { checkGate } from '../request/check-gate.js';
import { checkHeaders } from '../request/check-headers.js';
import { checkExtraBody } from '../request/check-extra-body.js';
import type { ChatRequestOptions } from './client-options.js';
import { checkObserve } from './observe.js';

/** Chat completions of a client. */
export class ChatCompletions {
  readonly #context: ChatContext;

  /** @internal */
  constructor(context: ChatContext) {
    this.#context = context;
  }

  /** Sends a streaming request. Emits the response head, then the chunks. */
  create(
    request: StreamingChatCompletionRequest,
    options: ChatRequestOptions & { readonly observe: 'events' },
  ): Observable<ChatStreamEvent>;
  /** Sends a non-streaming request. Emits the completion together with the response head. */
  create(
    request: NonStreamingChatCompletionRequest,
    options: ChatRequestOptions & { readonly observe: 'response' },
  ): Observable<ChatResponse>;
  /**
   * Sends a streaming request and emits its chunks.
   *
   * Cold: each subscription sends its own request, and nothing is sent without a subscriber. Unsubscribing closes the
   * connection immediately in any phase, without an error. Completes when the completion is complete; a response that is
   * cut off is a `TruncatedStreamError`. All failures are error notifications of the Observable; only invalid `options`
   * throw, with a `TypeError`.
   */
  create(
    request: StreamingChatCompletionRequest,
    options?: ChatRequestOptions,
  ): Observable<ChatCompletionChunk>;
  /** Sends a non-streaming request and emits the completion once. Otherwise behaves like the streaming form. */
  create(
    request: NonStreamingChatCompletionRequest,
    options?: ChatRequestOptions,
  ): Observable<ChatCompletion>;
  /** Sends a streaming or a non-streaming request, depending on `stream`. */
  create(
    request: ChatCompletionRequest,
    options?: ChatRequestOptions,
  ): Observable<ChatCompletion> | Observable<ChatCompletionChunk>;
  create(
    request: ChatCompletionRequest,
    options: ChatRequestOptions & { readonly observe?: Observe } = {},
  ): Observable<unknown> {
    return runChat(this.#context, request, {
      timeouts: resolveTimeouts(options.timeouts, this.#context.timeouts),
      extraBody: checkExtraBody(options.extraBody),
      retry: checkRetry(options.retry ?? this.#context.retry),
      headers: checkHeaders(options.headers),
      observe: checkObserve(request, options.observe),
      signal: options.signal,
      gate: checkGate(options.gate),
    });
  }
}

function checkRetry(retry: unknown): MonoTypeOperatorFunction<ChatValue> {
  if (retry === undefined || retry === false) return identity;
  if (typeof retry === 'function') return retry as MonoTypeOperatorFunction<ChatValue>;
  throw new TypeError('retry: give an operator, such as retryOnApiError(), or false');
}
