import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import type { TokenLogprob } from '../../wire/logprobs.js';
import { checkOptions } from '../../options/check-options.js';
import { type ChunkOptions, envelope, chunkOptionRules } from './envelope.js';

/** Creates a chunk with these tokens and their log probabilities. Its content is the tokens together. */
export function logprobs(tokens: readonly TokenLogprob[], options: ChunkOptions = {}): ChatCompletionChunk {
  checkOptions(options, chunkOptionRules);
  const { choice = 0 } = options;
  const delta = { content: tokens.map(({ token }) => token).join('') };
  return {
    ...envelope,
    choices: [{ index: choice, delta, finish_reason: null, logprobs: { content: tokens } }],
  };
}
