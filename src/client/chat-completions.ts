import { identity } from 'rxjs';
import type { ChatInterceptor, ChatValue } from '../request/chat-interceptor.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type {
  ChatCompletionRequest,
  NonStreamingChatCompletionRequest,
  StreamingChatCompletionRequest,
} from '../wire/chat-completion-request.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { chatOperation } from './chat-operation.js';
import type { ChatResponse, ChatStreamEvent, Observe } from './chat-stream-event.js';
import { checkOptions } from '../options/check-options.js';
import { anything } from '../options/option-rules.js';
import { type ChatRequestOptions, chatRequestOptionRules } from './client-options.js';
import type { IterableObservable } from './iterable-observable.js';
import { checkObserve, observeAs } from './observe.js';
import { getRestartingVariant, setRestartingVariant } from '../subscribers/restarting-variant.js';
import type { Operation, RunSettings } from './operation.js';
import type { RequestContext } from './request-context.js';
import { resolveRunSettings } from './resolve-run-settings.js';
import { runOperation } from './run-operation.js';

/** Chat completions of a client. */
export class ChatCompletions {
  readonly #context: RequestContext;
  readonly #operation: Operation<ChatCompletionRequest, ChatValue>;

  /** @internal */
  constructor(context: RequestContext, interceptors: readonly ChatInterceptor[]) {
    this.#context = context;
    this.#operation = chatOperation(interceptors);
  }

  /** Sends a streaming request. Emits the response head, then the chunks. */
  create(
    request: StreamingChatCompletionRequest,
    options: ChatRequestOptions & { readonly observe: 'events' },
  ): IterableObservable<ChatStreamEvent>;
  /** Sends a non-streaming request. Emits the completion together with the response head. */
  create(
    request: NonStreamingChatCompletionRequest,
    options: ChatRequestOptions & { readonly observe: 'response' },
  ): IterableObservable<ChatResponse>;
  /**
   * Sends a streaming request and emits its chunks.
   *
   * Cold: each subscription sends its own request, and nothing is sent without a subscriber. Unsubscribing closes the
   * connection immediately in any phase, without an error. Completes when the answer is complete; an answer that is cut off fails
   * with a `TruncatedStreamError`. `create` itself throws only for invalid `options`, a `TypeError`; all other failures are error
   * notifications of the Observable.
   *
   * `for await` can read the result directly; each loop sends a request. The result is not a Promise: `await` returns it unchanged
   * and sends nothing.
   */
  create(
    request: StreamingChatCompletionRequest,
    options?: ChatRequestOptions,
  ): IterableObservable<ChatCompletionChunk>;
  /** Sends a non-streaming request and emits the completion once. Otherwise behaves like the streaming form. */
  create(
    request: NonStreamingChatCompletionRequest,
    options?: ChatRequestOptions,
  ): IterableObservable<ChatCompletion>;
  /** Sends a streaming or a non-streaming request, depending on `stream`. */
  create(
    request: ChatCompletionRequest,
    options?: ChatRequestOptions,
  ): IterableObservable<ChatCompletion> | IterableObservable<ChatCompletionChunk>;
  create(
    request: ChatCompletionRequest,
    options: ChatRequestOptions & { readonly observe?: Observe } = noOptions,
  ): IterableObservable<unknown> {
    if (options !== noOptions) checkOptions(options, observedOptionRules);
    const settings = resolveRunSettings(this.#context, this.#operation, options);
    const observe = observeAs(checkObserve(request, options.observe), settings.retry !== identity);
    const run = (runSettings: RunSettings<ChatValue>): IterableObservable<unknown> =>
      runOperation(this.#context, this.#operation, request, runSettings, observe);
    const result = run(settings);
    const retry = getRestartingVariant(settings.retry);
    if (retry !== settings.retry && options.observe === undefined)
      setRestartingVariant(result, () => run({ ...settings, retry }));
    return result;
  }
}

const noOptions = {};
const observedOptionRules = { ...chatRequestOptionRules, observe: anything };
