import { type OptionRules, checkOptions } from '../../options/check-options.js';
import { anything } from '../../options/option-rules.js';
import type { ChatCompletionChunk, ChunkDelta } from '../../wire/chat-completion-chunk.js';

/** Options of the builders of chunks. */
export interface ChunkOptions {
  /** Index of the choice, if the request sets `n`. Default: 0. */
  readonly choice?: number;
}

/** Rules for the options of type {@link ChunkOptions}. */
export const chunkOptionRules: OptionRules<ChunkOptions> = { choice: anything };

/** The fields that the chunks of all builders have in common. */
export const envelope = {
  id: 'chatcmpl-test',
  object: 'chat.completion.chunk',
  created: 1_790_000_000,
  model: 'test-model',
} as const;

/** Creates a chunk with a delta. */
export function deltaChunk(
  delta: ChunkDelta,
  options: ChunkOptions = {},
  finish_reason: string | null = null,
): ChatCompletionChunk {
  checkOptions(options, chunkOptionRules);
  const { choice = 0 } = options;
  return { ...envelope, choices: [{ index: choice, delta, finish_reason }] };
}
