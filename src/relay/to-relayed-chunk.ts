import { isRecord } from '../json/is-record.js';
import { describeType } from '../options/describe-type.js';
import { chunkFromCompletion } from '../reducer/chunk-from-completion.js';
import { isCompletion } from '../reducer/is-completion.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';

/** Returns a value as a chunk, since a page that streams reads deltas and not messages. */
export function toRelayedChunk(value: ChatCompletion | ChatCompletionChunk): ChatCompletionChunk {
  return isCompletion(value) ? chunkFromCompletion(value) : value;
}

/** Throws a `TypeError` if a value is not a chunk or a completion but, for example, text of `contentDeltas()` or an event of `runTools`. */
export function assertAnswer(value: unknown): asserts value is ChatCompletion | ChatCompletionChunk {
  if (isRecord(value) && (Array.isArray(value['choices']) || typeof value['object'] === 'string')) return;
  const hint = isRecord(value) && 'step' in value ? ': add toSingleAnswer() after runTools()' : '';
  throw new TypeError(
    `a relayed chat must emit chunks or a completion; received ${describeType(value)}${hint}`,
  );
}
