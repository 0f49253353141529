import type { ChatMessage, ContentPart } from '../../wire/chat-message.js';
import { tokens } from './tokens.js';

/** Additional tokens of each message, for its role and its end. */
const tokensPerMessage = 4;

/** Counts the tokens of the messages of a request. */
export function promptTokens(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, message) => sum + tokensOfMessage(message), 0);
}

function tokensOfMessage({ content }: ChatMessage): number {
  const parts = typeof content === 'string' ? [content] : (content ?? []).map(textOfPart);
  return parts.reduce((sum, text) => sum + tokens(text).length, tokensPerMessage);
}

// Images, audio and files cost tokens too, but the number is not documented.
function textOfPart(part: ContentPart): string {
  return part.type === 'text' ? part.text : '';
}
