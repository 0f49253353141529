import type { ChatMessage, ContentPart } from '../../wire/chat-message.js';
import { tokens } from './tokens.js';

/** Tokens of overhead per message: its role and its end. */
const tokensAroundMessage = 4;

/** Counts the tokens of the messages of a request. */
export function promptTokens(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, message) => sum + tokensOfMessage(message), 0);
}

function tokensOfMessage({ content }: ChatMessage): number {
  const parts = typeof content === 'string' ? [content] : (content ?? []).map(textOfPart);
  return parts.reduce((sum, text) => sum + tokens(text).length, tokensAroundMessage);
}

// Images, audio and files cost tokens too, but the number is not documented.
function textOfPart(part: ContentPart): string {
  return part.type === 'text' ? part.text : '';
}
