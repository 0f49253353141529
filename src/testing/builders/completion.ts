import { completionFromState, initialCompletionState, reduceChunk } from '../../reducer/completion-state.js';
import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../../wire/chat-completion.js';
import { chunk } from './chunk.js';
import { finish } from './finish.js';

/**
 * A finished completion with this text; or, of chunks, the completion as it stands behind them: what `accumulate()` emits
 * for the last one.
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
