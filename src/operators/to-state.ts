import { type OperatorFunction, catchError, concat, defer, filter, map, of } from 'rxjs';
import type { ChatState, PendingChat } from '../reducer/chat-state.js';
import {
  type CompletionState,
  completionFromState,
  initialCompletionState,
} from '../reducer/completion-state.js';
import { deltaHasOutput } from '../reducer/has-output.js';
import { nextState } from '../reducer/next-state.js';
import { isStop } from '../errors/is-stop.js';
import { isVeniceError } from '../errors/venice-error.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { followedBy } from './internal/followed-by.js';

const pending: PendingChat = { status: 'pending' };

/**
 * Emits the state of the chat, with status, completion and error in one value, for user interfaces and templates.
 *
 *     source  ---------Hel-------lo--------|
 *     result  pending--streaming-streaming-(done|)
 *
 * The first value is emitted on subscription. `streaming` starts with the first content, reasoning, refusal or tool call. A
 * `VeniceError` becomes the last value, which keeps the answer so far; the result then completes. The `RunStoppedError` of a durable run
 * becomes `stopped`, every other one `failed`. Any other error comes
 * from your own code and is passed on as an error. A chat that an upstream `takeUntil` stops is `done` without a finish reason.
 *
 * The source may also emit completions: from a request without `stream`, or from `accumulate` followed by a retry that
 * restarts the answer.
 *
 * @example
 * ```ts
 * import { VeniceClient, toState } from 'venice-rx';
 *
 * const client = new VeniceClient();
 * client.chat.completions
 *   .create({ model: 'default', messages: [{ role: 'user', content: 'Say hello.' }], stream: true })
 *   .pipe(toState())
 *   .subscribe(({ status, completion, error }) => {
 *     console.log(status, completion?.choices[0]?.message.content, error?.message);
 *   });
 * ```
 */
export function toState(): OperatorFunction<ChatCompletion | ChatCompletionChunk, ChatState> {
  return (source) =>
    defer(() => {
      let state = initialCompletionState;
      let latest: ChatState = pending;
      const changes = source.pipe(
        map((value) => {
          state = nextState(state, value);
          return toChatState(state);
        }),
        followedBy(defer(() => of<ChatState>({ status: 'done', completion: completionFromState(state) }))),
        catchError((error: unknown) => {
          if (!isVeniceError(error)) throw error;
          // Not `error.partial` if something was emitted: it may be shorter, if a retry has buffered the failed attempt.
          const completion = state === initialCompletionState ? error.partial : completionFromState(state);
          return of<ChatState>({
            ...(isStop(error) ? { status: 'stopped' } : { status: 'failed', error }),
            ...(completion && { completion }),
          });
        }),
        filter((progress) => {
          const isNew = progress !== latest;
          latest = progress;
          return isNew;
        }),
      );
      return concat(of(pending), changes);
    });
}

function toChatState({ completion }: CompletionState): ChatState {
  const hasOutput = completion.choices.some(({ message }) => deltaHasOutput(message));
  return hasOutput ? { status: 'streaming', completion } : pending;
}
