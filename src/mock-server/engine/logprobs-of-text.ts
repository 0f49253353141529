import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';
import type { Logprobs, TokenLogprob } from '../../wire/logprobs.js';
import { tokens } from './tokens.js';

/** Alternative tokens, the likeliest first. */
const otherTokens =
  ' the, a, and, of, to, in, is, it, was, her, she, with, on, at, by, but, not, so, as, or'.split(',');

/**
 * Returns the log probabilities of the tokens of a string, if the request enables them. Each character makes a token 10 % less
 * likely, and each alternative gets half of the remaining probability, so the token itself is always the likeliest.
 */
export function logprobsOfText(text: string, request: ChatCompletionRequest): Logprobs | null {
  if (request.logprobs !== true || text === '') return null;
  const count = request.top_logprobs ?? 0;
  return {
    content: tokens(text).map((token) => ({
      ...entry(token, getProbability(token)),
      top_logprobs: getAlternatives(token, count),
    })),
  };
}

function getProbability(token: string): number {
  return 0.9 ** token.length;
}

function getAlternatives(token: string, count: number): readonly TokenLogprob[] {
  const others = otherTokens.filter((other) => other !== token);
  const left = 1 - getProbability(token);
  const alternatives = others.map((other, index) => entry(other, left / 2 ** (index + 1)));
  return [entry(token, getProbability(token)), ...alternatives].slice(0, count);
}

function entry(token: string, probability: number): TokenLogprob {
  const logprob = Math.round(Math.log(probability) * 1e6) / 1e6;
  return { token, logprob, bytes: [...new TextEncoder().encode(token)] };
}
