import { type OperatorFunction, filter, map, pipe } from 'rxjs';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import { splitDeltas } from './split-deltas.js';

/** Options of {@link reasoningDeltas}. */
export interface ReasoningDeltasConfig {
  /** Which of the `n` answers to read, by its `index`. Default: 0. */
  readonly choice?: number;
}

/**
 * Emits the reasoning that each chunk adds, and nothing for chunks that add none.
 *
 *     source  --role--Let me--see.--Hello--finish--|
 *     result  --------Let me--see.-----------------|
 *
 * Reasoning is read under whichever name the server sends it, and also between `<think>` or `<thinking>` and its closing
 * tag, where an answer begins with one; `contentDeltas({ thinkTags: 'strip' })` emits the rest of such an answer. A tag
 * may be cut anywhere: what looks like the beginning of one waits for the next chunk. Encrypted reasoning, which nobody
 * can read, is left out; `accumulate` keeps it for the next request.
 *
 * @example
 * ```ts
 * import { share } from 'rxjs';
 * import { VeniceClient, contentDeltas, reasoningDeltas } from 'venice-rx';
 *
 * const client = new VeniceClient();
 * const chunk$ = client.chat.completions
 *   .create({ model: 'default', messages: [{ role: 'user', content: 'Say hello.' }], stream: true })
 *   .pipe(share());
 *
 * chunk$.pipe(reasoningDeltas()).subscribe((delta) => process.stderr.write(delta));
 * chunk$.pipe(contentDeltas({ thinkTags: 'strip' })).subscribe((delta) => process.stdout.write(delta));
 * ```
 */
export function reasoningDeltas(
  config: ReasoningDeltasConfig = {},
): OperatorFunction<ChatCompletionChunk, string> {
  const { choice = 0 } = config;
  return pipe(
    splitDeltas(choice),
    map(({ reasoning }) => reasoning),
    filter((reasoning) => reasoning !== ''),
  );
}
