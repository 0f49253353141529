import type { OperatorFunction } from 'rxjs';
import { getReasoning } from '../reducer/delta-text.js';
import type { ChatCompletionChunk, ChunkDelta } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { type ChoiceConfig, resolveChoice } from './choice-config.js';
import { textDeltas } from './internal/text-deltas.js';

/**
 * Emits the reasoning that each chunk adds to the answer; chunks without reasoning emit nothing.
 *
 *     source  --role--Let me--see.--Hello--finish--|
 *     result  --------Let me--see.-----------------|
 *
 * The reasoning of a completion, from a request without `stream`, is emitted as one delta. Reads `reasoning_content`, `reasoning`
 * and content parts of the type `thinking`. Some servers send reasoning inside the content, between `<think>` and its closing tag:
 * put `splitThinkTags` before this operator to extract it. Encrypted reasoning is skipped; `accumulate` keeps it for the next
 * request. If a server splits a surrogate pair between two chunks, its first half is held until the next reasoning, or until the
 * end.
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
 * chunk$.pipe(contentDeltas()).subscribe((delta) => process.stdout.write(delta));
 * ```
 */
export function reasoningDeltas(
  config: ChoiceConfig = {},
): OperatorFunction<ChatCompletion | ChatCompletionChunk, string> {
  const choice = resolveChoice(config);
  return textDeltas(choice, getReadableReasoning);
}

function getReadableReasoning(delta: ChunkDelta): string {
  return delta.reasoning_encrypted === true ? '' : getReasoning(delta);
}
