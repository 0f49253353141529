import type { ChatMessage, ContentPart } from '../wire/chat-message.js';
import type { CompletionUsage } from '../wire/completion-usage.js';
import { tokensOfChoice } from './cut-to-length.js';
import { tokens } from './tokens.js';
import type { Turn } from './turn.js';

/** Tokens that the frame around a message takes: its role and its end. */
const tokensAroundMessage = 4;

/** The usage that the script gives, else what the messages and the fragments of the answer add up to. */
export function usageOfTurn({ choices, request, reply }: Turn): CompletionUsage {
  if (reply.usage) return reply.usage;

  const prompt_tokens = request.messages.reduce((sum, message) => sum + tokensOfMessage(message), 0);
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

function tokensOfMessage({ content }: ChatMessage): number {
  const parts = typeof content === 'string' ? [content] : (content ?? []).map(textOfPart);
  return parts.reduce((sum, text) => sum + tokens(text).length, tokensAroundMessage);
}

// Images, sound and files cost tokens too, but nobody documents how many.
function textOfPart(part: ContentPart): string {
  return part.type === 'text' ? part.text : '';
}
