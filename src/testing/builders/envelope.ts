import { type OptionRules, checkOptions } from '../../options/check-options.js';
import { anything } from '../../options/option-rules.js';
import type { ChatCompletionChunk, ChunkDelta } from '../../wire/chat-completion-chunk.js';

/** Position of a part of an answer. */
export interface Place {
  /** Index among the `n` choices. Default: 0. */
  readonly choice?: number;
}

/** Rules for the options of type {@link Place}. */
export const placeRules: OptionRules<Place> = { choice: anything };

/** Common fields of the chunks of all builders. */
export const envelope = {
  id: 'chatcmpl-test',
  object: 'chat.completion.chunk',
  created: 1_790_000_000,
  model: 'test-model',
} as const;

/** Creates a chunk with a delta. */
export function deltaChunk(
  delta: ChunkDelta,
  place: Place = {},
  finish_reason: string | null = null,
): ChatCompletionChunk {
  checkOptions(place, placeRules);
  const { choice = 0 } = place;
  return { ...envelope, choices: [{ index: choice, delta, finish_reason }] };
}
