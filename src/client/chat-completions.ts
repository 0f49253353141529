import { type Observable, identity } from 'rxjs';
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
import { checkHeaders } from '../request/check-headers.js';
import { checkOptions } from '../options/check-options.js';
import { anything } from '../options/option-rules.js';
import { type ChatRequestOptions, chatRequestOptionRules } from './client-options.js';
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
    checkOptions(options, observedOptionRules);
    return runChat(this.#context, request, {
      timeouts: resolveTimeouts(options.timeouts, this.#context.timeouts),
      extraBody: options.extraBody,
      retry: (options.retry ?? this.#context.retry) || identity,
      headers: checkHeaders(options.headers),
      observe: checkObserve(request, options.observe),
      signal: options.signal,
      gate: options.gate,
    });
  }
}

const observedOptionRules = { ...chatRequestOptionRules, observe: anything };
