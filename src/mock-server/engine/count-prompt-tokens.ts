import type { ChatMessage, ContentPart } from '../../wire/chat-message.js';
import { splitIntoTokens } from './split-into-tokens.js';

/** Additional tokens of each message, for its role and its end. */
const tokensPerMessage = 4;

/** Counts the tokens of the messages of a request. */
export function countPromptTokens(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, message) => sum + countMessageTokens(message), 0);
}

function countMessageTokens({ content }: ChatMessage): number {
  const parts = typeof content === 'string' ? [content] : (content ?? []).map(getPartText);
  return parts.reduce((sum, text) => sum + splitIntoTokens(text).length, tokensPerMessage);
}

// Images, audio and files cost tokens too, but Venice does not document how many.
function getPartText(part: ContentPart): string {
  return part.type === 'text' ? part.text : '';
}
