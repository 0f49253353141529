import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import type { TokenLogprob } from '../../wire/logprobs.js';
import { checkOptions } from '../../options/check-options.js';
import { type Place, envelope, placeRules } from './envelope.js';

/** Creates a chunk with tokens and their probabilities; its content is their text. */
export function logprobs(tokens: readonly TokenLogprob[], place: Place = {}): ChatCompletionChunk {
  checkOptions(place, placeRules);
  const { choice = 0 } = place;
  const delta = { content: tokens.map(({ token }) => token).join('') };
  return {
    ...envelope,
    choices: [{ index: choice, delta, finish_reason: null, logprobs: { content: tokens } }],
  };
}
