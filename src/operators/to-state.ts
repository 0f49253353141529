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
 * Emits the state of the chat, with status, completion and error in one value, for user interfaces.
 *
 *     source  ---------Hel-------lo--------|
 *     result  pending--streaming-streaming-(done|)
 *
 * The first value is emitted on subscription. The status `streaming` begins with the first text, reasoning, refusal or tool call.
 * When the source fails with a `VeniceError`, the last value has the error and the answer so far, and the result completes. Its
 * status is `failed`; after the `RunStoppedError` of a durable run, it is `stopped`, without the error. Any other error comes from
 * your own code, such as an interceptor, and is passed on. If `takeUntil` before `toState` ends the answer early, the last status is
 * `done`.
 *
 * The source may also emit completions: from a request without `stream`, or from `accumulate`, also with a retry after it that
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
          // `error.partial` is the answer of the last attempt. After a retry it may be shorter than the answer that was emitted.
          const completion = state === initialCompletionState ? error.partial : completionFromState(state);
          return of<ChatState>({
            ...(isStop(error) ? { status: 'stopped' } : { status: 'failed', error }),
            ...(completion && { completion }),
          });
        }),
        filter((next) => {
          const isNew = next !== latest;
          latest = next;
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
