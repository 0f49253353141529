import { TestScheduler } from 'rxjs/testing';
import type { APIError } from '../errors/api-error.js';
import type { TransportEvent } from '../transport/transport-event.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import { apiError } from './builders/api-error.js';
import { chunk } from './builders/chunk.js';
import type { Cut } from './builders/cut.js';

/** A value of a chat's marbles: a chunk, its content as a string, a head or raw bytes, or a broken connection. */
export type ChatMarbleValue = ChatCompletionChunk | Cut | TransportEvent | string;

/** Values of a chat's marbles. A letter without a value is a chunk with the letter as its content. */
export type ChatMarbleValues = Readonly<Record<string, ChatMarbleValue>>;

/** An event of a chat, `at` milliseconds after its request. */
export type ChatStep = { readonly at: number } & (
  | { readonly type: 'chunk'; readonly chunk: ChatCompletionChunk }
  | { readonly type: 'http'; readonly event: TransportEvent }
  | { readonly type: 'cut'; readonly error: Error }
  | { readonly type: 'failure'; readonly error: APIError }
  | { readonly type: 'end' }
);

/** Parses marbles with one millisecond per character. RxJS's `TestScheduler` has ten milliseconds outside of `run`. */
class MillisecondScheduler extends TestScheduler {
  static override readonly frameTimeFactor = 1;
}

/**
 * Parses the marbles of a chat: a letter is a chunk, `|` the end of the answer, `#` its error. Durations (`10ms`) and groups are
 * written as in `TestScheduler.run`. A character is a millisecond, also outside of `run`.
 */
export function parseChatMarbles(
  marbles: string,
  values: ChatMarbleValues = {},
  error: APIError = apiError(500),
): readonly ChatStep[] {
  return MillisecondScheduler.parseMarbles(marbles, undefined, undefined, false, true).map(
    ({ frame, notification }): ChatStep => {
      if (notification.kind === 'C') return { at: frame, type: 'end' };
      if (notification.kind === 'E') return { at: frame, type: 'failure', error };
      const letter = String(notification.value);
      return { at: frame, ...toStep(values[letter] ?? letter) };
    },
  );
}

/** Converts the value of a letter to a step without its time. */
function toStep(value: ChatMarbleValue) {
  if (typeof value === 'string') return { type: 'chunk', chunk: chunk(value) } as const;
  if (value.type === 'cut') return { type: 'cut', error: (value as Cut).error } as const;
  if (value.type === 'head' || value.type === 'data')
    return { type: 'http', event: value as TransportEvent } as const;
  return { type: 'chunk', chunk: value as ChatCompletionChunk } as const;
}
