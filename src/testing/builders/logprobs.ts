import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import type { TokenLogprob } from '../../wire/logprobs.js';
import { type Place, envelope } from './envelope.js';

/** Creates a chunk with tokens and their probabilities; its content is their text. */
export function logprobs(tokens: readonly TokenLogprob[], { choice = 0 }: Place = {}): ChatCompletionChunk {
  const delta = { content: tokens.map(({ token }) => token).join('') };
  return {
    ...envelope,
    choices: [{ index: choice, delta, finish_reason: null, logprobs: { content: tokens } }],
  };
}
