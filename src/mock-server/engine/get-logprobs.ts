import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';
import type { Logprobs, TokenLogprob } from '../../wire/logprobs.js';
import { splitIntoTokens } from './split-into-tokens.js';

/** Tokens to list as alternatives, the likeliest first. */
const alternativeTokens =
  ' the, a, and, of, to, in, is, it, was, her, she, with, on, at, by, but, not, so, as, or'.split(',');

/**
 * Returns the log probabilities of the tokens of a string; null if the request does not enable them, or if the string is empty. Each
 * character makes a token 10 % less likely, and each alternative gets half of the remaining probability. So the token itself is the
 * likeliest, unless it has more than ten UTF-16 code units.
 */
export function getLogprobs(text: string, request: ChatCompletionRequest): Logprobs | null {
  if (request.logprobs !== true || text === '') return null;
  const count = request.top_logprobs ?? 0;
  return {
    content: splitIntoTokens(text).map((token) => ({
      ...entry(token, getProbability(token)),
      top_logprobs: getAlternatives(token, count),
    })),
  };
}

function getProbability(token: string): number {
  return 0.9 ** token.length;
}

function getAlternatives(token: string, count: number): readonly TokenLogprob[] {
  const others = alternativeTokens.filter((other) => other !== token);
  const rest = 1 - getProbability(token);
  const alternatives = others.map((other, index) => entry(other, rest / 2 ** (index + 1)));
  return [entry(token, getProbability(token)), ...alternatives].slice(0, count);
}

function entry(token: string, probability: number): TokenLogprob {
  const logprob = Math.round(Math.log(probability) * 1e6) / 1e6;
  return { token, logprob, bytes: [...new TextEncoder().encode(token)] };
}
