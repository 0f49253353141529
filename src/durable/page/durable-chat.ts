import { retry, tap, timer } from 'rxjs';
import { type RequestOptions, requestOptionRules } from '../../client/client-options.js';
import type { VeniceClient } from '../../client/venice-client.js';
import { randomId } from '../../conversation/random-id.js';
import type { ChatFunction } from '../../operators/internal/chat-source.js';
import { RequestAbortedError } from '../../errors/request-aborted-error.js';
import { RunUnknownError } from '../../errors/run-unknown-error.js';
import { isVeniceError } from '../../errors/venice-error.js';
import { omitUndefined } from '../../json/omit-undefined.js';
import { type OptionRules, checkOptions } from '../../options/check-options.js';
import { aFunction, aWord } from '../../options/option-rules.js';
import { deferObservable } from '../../subscribers/defer-observable.js';
import type { StreamingChatCompletionRequest } from '../../wire/chat-completion-request.js';
import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import { runValues } from '../run-frame.js';
import { followFrames } from './follow-run.js';
import {
  type ReconnectOptions,
  type RunPathOptions,
  reconnectRules,
  runPathRules,
} from './follow-run-options.js';
import { type StopRunOptions, stopRun } from './stop-run.js';

/** Options of {@link durableChat}. */
export interface DurableChatOptions extends RequestOptions, RunPathOptions, ReconnectOptions {
  /**
   * Returns the id of the run for a request. Called on each subscription. The same id with the same request joins the existing run instead
   * of paying for another run: keep the id, e.g. in `sessionStorage`, to continue after a reload. Default: random UUIDs.
   */
  readonly runId?: (request: StreamingChatCompletionRequest) => string;
  /**
   * Decides what happens when you unsubscribe before the end, or abort `signal`. `leave`: the run continues on the server. `stop`: the run
   * is stopped, for example for the stop button of a chat. A page that is reloaded or closed does not unsubscribe. Default: `leave`.
   */
  readonly onUnsubscribe?: 'leave' | 'stop';
}

/**
 * Returns a function that replaces `client.chat.completions`: its answers are durable runs of the client's server. Pass it as the option
 * `chat` of `chatResource` and `injectConversation`, or to `new Conversation` or `runTools`.
 *
 * Each subscription sends a POST to `path/ID/chat/completions`. The server starts the run with the option `start` of
 * `pipeRunToNodeResponse` or `toRunWebResponse`. From then on, the result behaves like `followRun`. If the connection is lost before the
 * first frame, the POST is sent again with the same id, and so does not start a second run.
 *
 * @example
 * ```ts
 * import { Conversation, VeniceClient } from 'venice-rx';
 * import { durableChat } from 'venice-rx/durable';
 *
 * const client = new VeniceClient({ baseURL: 'http://localhost:9/api', apiKey: false });
 * const chat = durableChat(client, { onUnsubscribe: 'stop' });
 * const conversation = new Conversation(chat, { request: { model: 'default' } });
 * conversation.state.subscribe(({ status }) => console.log(status));
 * conversation.close();
 * ```
 */
export function durableChat(client: VeniceClient, options: DurableChatOptions = {}): ChatFunction {
  checkOptions(options, rules);
  const { runId = randomId, onUnsubscribe = 'leave', ...followOptions } = options;
  const { path, headers, tags } = followOptions;
  const stopOptions = omitUndefined<StopRunOptions>({ path, headers, tags });
  return (request) =>
    deferObservable(() => {
      const id = runId(request);
      const start = { ...request, stream: true } as const;
      const chunks = followFrames<ChatCompletionChunk>(client, id, followOptions, start).pipe(runValues());
      // If the signal has been aborted before, no POST is sent, so there is nothing to stop.
      if (onUnsubscribe === 'leave' || options.signal?.aborted === true) return chunks;
      const unsubscribe = (): void => {
        stopInBackground(client, id, stopOptions);
      };
      const error = (reason: unknown): void => {
        if (reason instanceof RequestAbortedError) unsubscribe();
      };
      return chunks.pipe(tap({ unsubscribe, error }));
    });
}

/** Stops a run. Repeats the request if the run is unknown, since the POST that begins the run may arrive later. */
function stopInBackground(client: VeniceClient, id: string, options: StopRunOptions): void {
  const delay = (error: unknown, count: number) => {
    if (isVeniceError(error) && (error.isRetryable || error instanceof RunUnknownError))
      return timer(count * 1000);
    throw error;
  };
  stopRun(client, id, options)
    .pipe(retry({ count: 3, delay }))
    .subscribe({ error: () => undefined });
}

const rules: OptionRules<DurableChatOptions> = {
  ...requestOptionRules,
  ...runPathRules,
  ...reconnectRules,
  runId: aFunction,
  onUnsubscribe: aWord('leave', 'stop'),
};
