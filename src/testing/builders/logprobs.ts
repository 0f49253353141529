import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import type { TokenLogprob } from '../../wire/logprobs.js';
import { type Place, envelope } from './envelope.js';

/** A chunk that brings tokens and how likely they were; its text is theirs. */
export function logprobs(tokens: readonly TokenLogprob[], { choice = 0 }: Place = {}): ChatCompletionChunk {
  const delta = { content: tokens.map(({ token }) => token).join('') };
  return {
    ...envelope,
    choices: [{ index: choice, delta, finish_reason: null, logprobs: { content: tokens } }],
  };
}
