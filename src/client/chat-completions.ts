import { type MonoTypeOperatorFunction, type Observable, defer, identity, map } from 'rxjs';
import { checkRequest } from '#check-request';
import { hasBegun } from '../chat/has-begun.js';
import type { ResponseFacts } from '../errors/response-facts.js';
import { readChunks } from '../http/read-chunks.js';
import { readJson } from '../http/read-json.js';
import { abortOn } from '../runs/abort-on.js';
import { limitSilence } from '../runs/limit-silence.js';
import { limitTotal } from '../runs/limit-total.js';
import { type Timeouts, resolveTimeouts } from '../runs/timeouts.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type {
  ChatCompletionRequest,
  NonStreamingChatCompletionRequest,
  StreamingChatCompletionRequest,
} from '../wire/chat-completion-request.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { type ChatInterceptor, type ChatValue, intercept } from './chat-interceptor.js';
import type { ChatResponse, ChatStreamEvent, Observe } from './chat-stream-event.js';
import { checkHeaders } from './check-headers.js';
import { checkExtraBody } from './check-extra-body.js';
import type { ChatRequestOptions } from './client-options.js';
import { checkObserve, withHead, withHeadFirst, withLastHead } from './observe.js';
import type { Outgoing, Sender } from './sender.js';

/** What chats need of their client. */
export interface ChatContext {
  readonly sender: Sender;
  readonly timeouts: Required<Timeouts>;
  readonly interceptors: readonly ChatInterceptor[];
  readonly retry: MonoTypeOperatorFunction<ChatValue> | false | undefined;
  /** Makes runs fail when the client is closed. */
  readonly untilClosed: <T>() => MonoTypeOperatorFunction<T>;
}

/** The parts of an outgoing request that are the same for each of its attempts. */
interface Common extends Pick<Outgoing, 'headers' | 'onHead' | 'timeouts'> {
  readonly extraBody: object;
  readonly retry: MonoTypeOperatorFunction<ChatValue>;
}

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
   * Cold: nothing is sent before somebody subscribes, and each subscription is a request of its own. Unsubscribing
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
    const timeouts = resolveTimeouts(options.timeouts, this.#context.timeouts);
    const extraBody = checkExtraBody(options.extraBody);
    const retry = checkRetry(options.retry ?? this.#context.retry);
    const common = { headers: checkHeaders(options.headers), extraBody, retry, timeouts };
    return this.#observed(request, common, checkObserve(request, options.observe)).pipe(
      limitTotal(timeouts.total),
      abortOn(options.signal),
      this.#context.untilClosed(),
    );
  }

  #observed(
    request: ChatCompletionRequest,
    common: Common,
    observe: Observe | undefined,
  ): Observable<unknown> {
    const run = (onHead?: (facts: ResponseFacts) => void): Observable<ChatValue> =>
      this.#values(request, onHead === undefined ? common : { ...common, onHead });
    if (observe === 'events') return common.retry === identity ? withHeadFirst(run) : withLastHead(run);
    return observe === 'response' ? withHead(run) : run();
  }

  #values(request: ChatCompletionRequest, common: Common): Observable<ChatValue> {
    const { interceptors } = this.#context;
    return defer(() => intercept(interceptors, (asked) => this.#attempt(asked, common))(request)).pipe(
      common.retry,
    );
  }

  #attempt(request: ChatCompletionRequest, common: Common): Observable<ChatValue> {
    return defer(() => {
      checkRequest(request);
      return request.stream === true ? this.#stream(request, common) : this.#whole(request, common);
    });
  }

  #stream(
    request: ChatCompletionRequest,
    { extraBody, retry, ...common }: Common,
  ): Observable<ChatCompletionChunk> {
    const { firstToken, contentIdle } = common.timeouts;
    const stream_options = { include_usage: true, ...request.stream_options };
    const body = { ...request, stream_options, ...extraBody };
    return this.#context.sender
      .send({ ...post, ...common, body, accept: 'text/event-stream' }, readChunks)
      .pipe(
        limitSilence({
          first: { phase: 'firstToken', limit: firstToken },
          next: { phase: 'contentIdle', limit: contentIdle },
          isSign: hasBegun,
        }),
      );
  }

  #whole(
    request: ChatCompletionRequest,
    { extraBody, retry, ...common }: Common,
  ): Observable<ChatCompletion> {
    const body = { ...request, ...extraBody };
    return this.#context.sender
      .send({ ...post, ...common, body, accept: 'application/json' }, readJson)
      .pipe(map(completionFrom));
  }
}

const post = { method: 'POST', path: '/chat/completions' } as const;

/** What a server leaves out, so that the completion is what its type says. */
function completionFrom(answer: object): ChatCompletion {
  const { choices } = answer as { choices?: unknown };
  return { object: 'chat.completion', ...answer, choices: choices ?? [] } as unknown as ChatCompletion;
}

function checkRetry(retry: unknown): MonoTypeOperatorFunction<ChatValue> {
  if (retry === undefined || retry === false) return identity;
  if (typeof retry === 'function') return retry as MonoTypeOperatorFunction<ChatValue>;
  throw new TypeError('retry: give an operator, such as retryOnApiError(), or false');
}
