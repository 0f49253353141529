import type { CompletionUsage } from '../../wire/completion-usage.js';
import { countChoiceTokens } from './truncate-choice.js';
import { countPromptTokens } from './count-prompt-tokens.js';
import { splitIntoTokens } from './split-into-tokens.js';
import type { ChatAnswer } from './chat-answer.js';

/** Returns the usage that the reply sets; by default, counts the tokens of the messages and of the answer. */
export function getUsage({ choices, request, reply }: ChatAnswer): CompletionUsage {
  if (reply.usage) return reply.usage;

  const prompt_tokens = countPromptTokens(request.messages);
  const completion_tokens = choices.reduce((sum, choice) => sum + countChoiceTokens(choice), 0);
  const reasoning_tokens = choices.reduce((sum, { reasoning }) => sum + splitIntoTokens(reasoning).length, 0);
  return {
    prompt_tokens,
    completion_tokens,
    total_tokens: prompt_tokens + completion_tokens,
    prompt_tokens_details: { cached_tokens: 0 },
    completion_tokens_details: reasoning_tokens > 0 ? { reasoning_tokens } : null,
  };
}
