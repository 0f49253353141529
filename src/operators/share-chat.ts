import { type MonoTypeOperatorFunction, defer, share, tap, timer } from 'rxjs';
import { type ChatReplay, chatReplay } from '../reducer/chat-replay.js';
import { longestDelay } from '../transport/max-delay.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import { replayingSubject } from './internal/replaying-subject.js';

/** Options of {@link shareChat}. */
export interface ShareChatConfig {
  /**
   * How long a run goes on after its last subscriber has left, in milliseconds; `Infinity` is until its end. Default: 0,
   * it is cancelled in the same turn.
   */
  readonly keepAlive?: number;
  /** Makes what keeps the answer of a run for late subscribers, once for each run. Default: `chatReplay`, in memory. */
  readonly replay?: () => ChatReplay;
}

/**
 * Shares one request among many subscribers. A late one gets the answer so far as one chunk, at once, and then what is
 * to come.
 *
 *     source       --Hel--lo----wor--ld|
 *     first        --Hel--lo----wor--ld|
 *     late                    Hello--wor--ld|      (subscribes behind "lo")
 *     after the end                            (Helloworld|)
 *
 * Late subscribers accumulate the same completion as the first one: every choice, reasoning, tool calls, usage and the
 * fields of other servers. When the last subscriber leaves, the request is cancelled, and who comes next starts another.
 *
 * A run that has ended is never asked for again: its answer is replayed as one chunk, and then it completes, or fails
 * with the same error. For another try put `retry` above `shareChat`. Below, it gets the same failure again and again,
 * at most once a millisecond, until it gives up: who joins a failed run in the same millisecond as another subscriber gets the
 * chunk at once and the error in the next one.
 *
 * The request is sent in the async context of the first subscriber. Each subscriber receives the chunks in its own; that costs
 * nothing per chunk for those whose context is that of the first.
 *
 * Holds the answer as long as the shared Observable is held; never its chunks.
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
  const { keepAlive = 0, replay = chatReplay } = config;
  if (!(keepAlive >= 0)) throw new TypeError('keepAlive: give a number of milliseconds, 0 or more');
  return (source) => {
    let newest: ChatReplay | undefined;
    const recorded = defer(() => {
      const own = newest;
      return source.pipe(
        tap({
          next: (chunk) => own?.next(chunk),
          complete: () => own?.complete?.(),
          error: (error: unknown) => own?.error?.(error),
          unsubscribe: () => own?.cancel?.(),
        }),
      );
    });
    return recorded.pipe(
      share({
        connector: () => replayingSubject((newest = replay())),
        resetOnComplete: false,
        resetOnError: false,
        resetOnRefCountZero: keepAlive === 0 || (keepAlive <= longestDelay && (() => timer(keepAlive))),
      }),
    );
  };
}
