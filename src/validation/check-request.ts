import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import type { ChatMessage, ContentPart } from '../wire/chat-message.js';
import { rejectRequest } from './reject-request.js';

/**
 * Throws a `RequestError` with the field and the remedy if the model or the messages are missing, or if a user message is blank. In
 * Node, a schema validates every field first (`node/check-request.ts`).
 */
export function checkRequest(request: ChatCompletionRequest): void {
  const { model, messages } = Object(request) as { readonly model?: unknown; readonly messages?: unknown };
  if (typeof model !== 'string' || isBlank(model)) {
    rejectRequest({ path: 'model', remedy: 'set a model, such as `default`' });
  }
  if (!Array.isArray(messages) || messages.length === 0) {
    rejectRequest({ path: 'messages', remedy: 'add at least one message' });
  }
  const blank = request.messages.findIndex(isBlankMessage);
  if (blank !== -1) {
    rejectRequest({ path: `messages[${blank}].content`, remedy: 'add content, or remove the message' });
  }
}

function isBlankMessage(message: Partial<ChatMessage> | null): boolean {
  if (message?.role !== 'user') return false;
  const { content } = message;
  if (!Array.isArray(content)) return isBlank(content);
  return (content as readonly (Partial<ContentPart> | null)[]).every(
    (part) => part?.type === 'text' && isBlank(part.text),
  );
}

function isBlank(text: unknown): boolean {
  return typeof text === 'string' && text.trim() === '';
}
