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

/** Chat completions of one client. */
export class ChatCompletions {
  readonly #context: ChatContext;

  /** @internal */
  constructor(context: ChatContext) {
    this.#context = context;
  }

  /** Asks for a completion in chunks, and emits the head of the answer before them. */
  create(
    request: StreamingChatCompletionRequest,
    options: ChatRequestOptions & { readonly observe: 'events' },
  ): Observable<ChatStreamEvent>;
  /** Asks for a completion in one piece, and emits it together with the head of its answer. */
  create(
    request: NonStreamingChatCompletionRequest,
    options: ChatRequestOptions & { readonly observe: 'response' },
  ): Observable<ChatResponse>;
  /**
   * Asks for a completion in chunks.
   *
   * Cold: nothing is sent before there is a subscriber, and each subscription is a request of its own. Unsubscribing
   * closes the connection at once, in whatever phase it is, and in silence. Completes when the answer is complete; an
   * answer that is cut is a `TruncatedStreamError`, never a completion. Whatever fails comes as an error of the
   * Observable; only mistakes in `options` throw, as a `TypeError`.
   */
  create(
    request: StreamingChatCompletionRequest,
    options?: ChatRequestOptions,
  ): Observable<ChatCompletionChunk>;
  /** Asks for a completion in one piece, and emits it once. In all else like the answer in chunks. */
  create(
    request: NonStreamingChatCompletionRequest,
    options?: ChatRequestOptions,
  ): Observable<ChatCompletion>;
  /** Asks for whichever of the two `stream` says. */
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
