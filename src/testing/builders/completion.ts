import { completionFromState, initialCompletionState, reduceChunk } from '../../reducer/completion-state.js';
import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../../wire/chat-completion.js';
import { chunk } from './chunk.js';
import { finish } from './finish.js';

/**
 * Creates a finished completion with this content, or the completion that `accumulate()` emits after these chunks.
 */
export function completion(
  ...parts: readonly ChatCompletionChunk[] | readonly [text: string]
): ChatCompletion {
  const chunks = parts.map((part) => (typeof part === 'string' ? chunk(part) : part));
  const isText = typeof parts[0] === 'string';
  return completionFromState(
    (isText ? [...chunks, finish()] : chunks).reduce(reduceChunk, initialCompletionState),
  );
}
