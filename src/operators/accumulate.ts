import type { OperatorFunction } from 'rxjs';
import { completionFromState, initialCompletionState } from '../reducer/completion-state.js';
import { nextState } from '../reducer/next-state.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { scanState } from '../subscribers/scan-state.js';
import { withPartial } from './internal/add-partial.js';

/**
 * Emits a snapshot of the completion so far for each chunk.
 *
 *     source  --Hel--lo-----|
 *     result  --Hel--Hello--|
 *
 * Each snapshot is a new object. Creating it takes work in proportion to the size of the chunk, not to the length of the answer.
 * Parts that the chunk does not change keep their identity, and earlier snapshots never change. When the source fails with a
 * `VeniceError` after the first chunk, the result fails with a copy of the error that has the last snapshot as `partial` and
 * the original error as `cause`; any other error is passed on unchanged. An empty source gives an empty result.
 *
 * A completion from a request without `stream` is emitted unchanged, unless the type of its `index`, `content` or tool calls has to
 * be corrected.
 *
 * @example
 * ```ts
 * import { VeniceClient, accumulate } from 'venice-rx';
 *
 * const client = new VeniceClient();
 * client.chat.completions
 *   .create({ model: 'default', messages: [{ role: 'user', content: 'Say hello.' }], stream: true })
 *   .pipe(accumulate())
 *   .subscribe((snapshot) => console.log(snapshot.choices[0]?.message.content));
 * ```
 */
export function accumulate(): OperatorFunction<ChatCompletion | ChatCompletionChunk, ChatCompletion> {
  return toSnapshots;
}

const toSnapshots = scanState({
  initial: initialCompletionState,
  next: nextState,
  read: completionFromState,
  toError: withPartial,
});
