import type { CompletionUsage } from '../../wire/completion-usage.js';
import { tokensOfChoice } from './cut-to-length.js';
import { promptTokens } from './prompt-tokens.js';
import { tokens } from './tokens.js';
import type { Turn } from './turn.js';

/** Returns the usage of the reply; by default, counts the tokens of the messages and of the answer. */
export function usageOfTurn({ choices, request, reply }: Turn): CompletionUsage {
  if (reply.usage) return reply.usage;

  const prompt_tokens = promptTokens(request.messages);
  const completion_tokens = choices.reduce((sum, choice) => sum + tokensOfChoice(choice), 0);
  const reasoning_tokens = choices.reduce((sum, { reasoning }) => sum + tokens(reasoning).length, 0);
  return {
    prompt_tokens,
    completion_tokens,
    total_tokens: prompt_tokens + completion_tokens,
    prompt_tokens_details: { cached_tokens: 0 },
    completion_tokens_details: reasoning_tokens > 0 ? { reasoning_tokens } : null,
  };
}
