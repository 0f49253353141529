import { type Observable, defer, map, takeUntil } from 'rxjs';
import { checkRequest } from '../chat/check-request.js';
import { hasBegun } from '../chat/has-begun.js';
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
import { checkHeaders } from './check-headers.js';
import type { RequestOptions } from './client-options.js';
import type { Outgoing, Sender } from './sender.js';

/** Chat completions of one client. */
export class ChatCompletions {
  readonly #sender: Sender;
  readonly #timeouts: Required<Timeouts>;
  readonly #closing: Observable<never>;

  /** @internal */
  constructor(sender: Sender, timeouts: Required<Timeouts>, closing: Observable<never>) {
    this.#sender = sender;
    this.#timeouts = timeouts;
    this.#closing = closing;
  }

  /**
   * Asks for a completion in chunks.
   *
   * Cold: nothing is sent before somebody subscribes, and each subscription is a request of its own. Unsubscribing
   * closes the connection at once, in whatever phase it is, and in silence. Completes when the answer is complete; an
   * answer that is cut is a `TruncatedStreamError`, never a completion. Whatever fails comes as an error of the
   * Observable; only mistakes in `options` throw, as a `TypeError`.
   */
  create(request: StreamingChatCompletionRequest, options?: RequestOptions): Observable<ChatCompletionChunk>;
  /** Asks for a completion in one piece, and emits it once. In all else like the answer in chunks. */
  create(request: NonStreamingChatCompletionRequest, options?: RequestOptions): Observable<ChatCompletion>;
  /** Asks for whichever of the two `stream` says. */
  create(
    request: ChatCompletionRequest,
    options?: RequestOptions,
  ): Observable<ChatCompletion> | Observable<ChatCompletionChunk>;
  create(
    request: ChatCompletionRequest,
    options: RequestOptions = {},
  ): Observable<ChatCompletion> | Observable<ChatCompletionChunk> {
    const timeouts = resolveTimeouts(options.timeouts, this.#timeouts);
    const headers = checkHeaders(options.headers);
    const run = <T>(attempt: Observable<T>): Observable<T> =>
      attempt.pipe(limitTotal(timeouts.total), abortOn(options.signal), takeUntil(this.#closing));
    return request.stream === true
      ? run(this.#stream(request, { headers, timeouts }))
      : run(this.#whole(request, { headers, timeouts }));
  }

  #stream(
    request: ChatCompletionRequest,
    part: Pick<Outgoing, 'headers' | 'timeouts'>,
  ): Observable<ChatCompletionChunk> {
    const { timeouts } = part;
    return defer(() => {
      checkRequest(request);
      const body = { ...request, stream_options: { include_usage: true, ...request.stream_options } };
      return this.#sender.send({ ...post, ...part, body, accept: 'text/event-stream' });
    }).pipe(
      readChunks(this.#sender.redact(part.headers)),
      limitSilence({
        first: { phase: 'firstToken', limit: timeouts.firstToken },
        next: { phase: 'contentIdle', limit: timeouts.contentIdle },
        isSign: hasBegun,
      }),
    );
  }

  #whole(
    request: ChatCompletionRequest,
    part: Pick<Outgoing, 'headers' | 'timeouts'>,
  ): Observable<ChatCompletion> {
    return defer(() => {
      checkRequest(request);
      return this.#sender.send({ ...post, ...part, body: request, accept: 'application/json' });
    }).pipe(readJson(this.#sender.redact(part.headers)), map(completionFrom));
  }
}

const post = { method: 'POST', path: '/chat/completions' } as const;

/** What a server leaves out, so that the completion is what its type says. */
function completionFrom(answer: object): ChatCompletion {
  return { object: 'chat.completion', choices: [], ...answer } as unknown as ChatCompletion;
}
