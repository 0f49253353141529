import type { OperatorFunction } from 'rxjs';
import { completionFromState, initialCompletionState } from '../reducer/completion-state.js';
import { nextState } from '../reducer/next-state.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { scanState } from '../subscribers/scan-state.js';
import { withPartial } from './internal/add-partial.js';

/**
 * Emits a snapshot of the completion so far for every chunk.
 *
 *     source  --Hel--lo-----|
 *     result  --Hel--Hello--|
 *
 * Each snapshot is a new object; the work depends on the size of the chunk, not on the length of the answer. Parts that
 * the chunk does not change keep their identity, and earlier snapshots never change. When the source fails with a
 * `VeniceError` after the first chunk, the result fails with a copy that has the last snapshot as `partial` and the original
 * as `cause`; any other error is passed on unchanged. An empty source gives an empty result. A whole completion, from a
 * request without `stream`, is emitted as it is, if it is well formed.
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
  return snapshots;
}

const snapshots = scanState({
  initial: initialCompletionState,
  next: nextState,
  read: completionFromState,
  toError: withPartial,
});
