import { isRecord } from '../json/is-record.js';
import { describeType } from '../options/describe-type.js';
import { chunkFromCompletion } from '../reducer/chunk-from-completion.js';
import { isCompletion } from '../reducer/is-completion.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';

/** Returns a value as a chunk: a page that streams reads deltas, not messages. */
export function toRelayedChunk(value: ChatCompletion | ChatCompletionChunk): ChatCompletionChunk {
  return isCompletion(value) ? chunkFromCompletion(value) : value;
}

/** Throws a `TypeError` for anything but a chunk or a completion, such as the text of `contentDeltas()` or an event of a run. */
export function assertAnswer(value: unknown): asserts value is ChatCompletion | ChatCompletionChunk {
  if (isRecord(value) && (Array.isArray(value['choices']) || typeof value['object'] === 'string')) return;
  const hint = isRecord(value) && 'step' in value ? ': add toSingleAnswer() after runTools()' : '';
  throw new TypeError(
    `a relayed chat must emit chunks or a completion; received ${describeType(value)}${hint}`,
  );
}
