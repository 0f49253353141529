import { type MonoTypeOperatorFunction, defer, share, tap, timer } from 'rxjs';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { aFunction, atLeast } from '../options/option-rules.js';
import { type ChatReplay, chatReplay } from '../reducer/chat-replay.js';
import { maxTimerDelay } from '../transport/max-timer-delay.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import { replayingSubject } from './internal/replaying-subject.js';

/** Options of {@link shareChat}. */
export interface ShareChatConfig {
  /**
   * How long the request continues after its last subscriber has left, in milliseconds; `Infinity`: until its end. Default: 0, which
   * cancels the request synchronously.
   */
  readonly keepAlive?: number;
  /** Creates the store that keeps the answer for late subscribers, once per request. Default: `chatReplay`, in memory. */
  readonly replay?: () => ChatReplay;
}

const rules: OptionRules<ShareChatConfig> = { keepAlive: atLeast(0), replay: aFunction };

/**
 * Shares one request among many subscribers. A late subscriber immediately receives the answer so far as one chunk, then
 * the live chunks.
 *
 *     source         --Hel--lo---------wor--ld|
 *     first          --Hel--lo---------wor--ld|
 *     late                     Hello---wor--ld|     (subscribes after "lo")
 *     after the end                              (Helloworld|)
 *
 * Late subscribers accumulate the same completion as the first one: every choice, reasoning, tool calls, usage and
 * server-specific fields. When the last subscriber leaves, the request is cancelled, at once or after `keepAlive`, and the next
 * subscriber sends it again.
 *
 * A finished request is never sent again: its answer is replayed as one chunk, followed by its completion or its error. A retry
 * after `shareChat` therefore receives the same error again: put the retry before `shareChat`. If a subscriber has received the error
 * in the current millisecond, the next subscriber receives it 1 ms later, so that a retry cannot loop synchronously.
 *
 * The request is sent in the async context of the first subscriber. Each subscriber receives the chunks in its own context, at no
 * cost per chunk if that is the context of the first subscriber.
 *
 * By default, the answer, but not each chunk, is kept in memory as long as the shared Observable is referenced.
 *
 * @example
 * ```ts
 * import { VeniceClient, contentDeltas, shareChat, toCompletion } from 'venice-rx';
 *
 * const client = new VeniceClient();
 * const answer$ = client.chat.completions
 *   .create({ model: 'default', messages: [{ role: 'user', content: 'Say hello.' }], stream: true })
 *   .pipe(shareChat());
 *
 * // One request for both.
 * answer$.pipe(contentDeltas()).subscribe((delta) => process.stdout.write(delta));
 * answer$.pipe(toCompletion()).subscribe(({ usage }) => console.log(usage?.total_tokens));
 * ```
 */
export function shareChat(config: ShareChatConfig = {}): MonoTypeOperatorFunction<ChatCompletionChunk> {
  checkOptions(config, rules);
  const { keepAlive = 0, replay = chatReplay } = config;
  return (source) => {
    let getReplay: (() => ChatReplay) | undefined;
    const recorded = defer(() => {
      const replayed = getReplay?.();
      return source.pipe(
        tap({
          next: (chunk) => replayed?.next(chunk),
          complete: () => replayed?.complete?.(),
        }),
        // A separate `tap`, so that an error thrown by the first one is an error of the run, not a cancellation.
        tap({
          error: (error: unknown) => replayed?.error?.(error),
          unsubscribe: () => replayed?.cancel?.(),
        }),
      );
    });
    return recorded.pipe(
      share({
        connector: () => {
          let instance: ChatReplay | undefined;
          const getInstance = (): ChatReplay => {
            instance ??= replay();
            return instance;
          };
          getReplay = getInstance;
          // The replay is created when the first subscriber joins: if `connector` threw, `share` would count one subscriber too many.
          return replayingSubject({ chunk: () => getInstance().chunk() });
        },
        resetOnComplete: false,
        resetOnError: false,
        resetOnRefCountZero: keepAlive === 0 || (keepAlive <= maxTimerDelay && (() => timer(keepAlive))),
      }),
    );
  };
}
