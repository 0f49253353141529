import { type OperatorFunction, filter, map, pipe } from 'rxjs';
import { getReasoning } from '../reducer/delta-text.js';
import { getDeltas } from '../reducer/get-deltas.js';
import type { ChatCompletionChunk, ChunkDelta } from '../wire/chat-completion-chunk.js';
import type { ChoiceConfig } from './choice-config.js';

/**
 * Emits the reasoning that each chunk adds, and nothing for chunks that add none.
 *
 *     source  --role--Let me--see.--Hello--finish--|
 *     result  --------Let me--see.-----------------|
 *
 * Reasoning is read under whichever name the server sends it. Some servers put it into the text, between `<think>` and its
 * closing tag; `splitThinkTags`, which goes before, takes it out. Encrypted reasoning, which cannot be read, is left out;
 * `accumulate` keeps it for the next request.
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
export function reasoningDeltas(config: ChoiceConfig = {}): OperatorFunction<ChatCompletionChunk, string> {
  const { choice = 0 } = config;
  return pipe(
    map((chunk) => getDeltas(chunk, choice).map(readable).join('')),
    filter((reasoning) => reasoning !== ''),
  );
}

function readable(delta: ChunkDelta): string {
  return delta.reasoning_encrypted === true ? '' : getReasoning(delta);
}
