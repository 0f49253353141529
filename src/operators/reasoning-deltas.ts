import type { OperatorFunction } from 'rxjs';
import { getReasoning } from '../reducer/delta-text.js';
import type { ChatCompletionChunk, ChunkDelta } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { type ChoiceConfig, resolveChoice } from './choice-config.js';
import { textDeltas } from './internal/text-deltas.js';

/**
 * Emits the reasoning that each chunk adds; chunks without reasoning emit nothing.
 *
 *     source  --role--Let me--see.--Hello--finish--|
 *     result  --------Let me--see.-----------------|
 *
 * A whole completion emits its reasoning at once. Reads `reasoning_content`, `reasoning` and content parts of type `thinking`. Some servers send reasoning inline, between
 * `<think>` and its closing tag in the content; put `splitThinkTags` before this operator to extract it. Encrypted
 * reasoning is not readable and is skipped; `accumulate` keeps it for the next request. Half a surrogate pair is held until the
 * next delta, or the end.
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
  return textDeltas(choice, readable);
}

function readable(delta: ChunkDelta): string {
  return delta.reasoning_encrypted === true ? '' : getReasoning(delta);
}
