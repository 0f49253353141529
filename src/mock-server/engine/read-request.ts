import * as z from 'zod/mini';
import { requestSchema } from '../../validation/request-schema.js';
import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';
import type { ChatMessage } from '../../wire/chat-message.js';
import type { ErrorReply } from './error-reply.js';
import { toVeniceRequest } from './request/to-venice-request.js';
import { schemaError } from './schema-error.js';
import { zodIssues } from './zod-issues.js';

const schema = requestSchema(z, 'drop');

/** Parses a chat request, or returns the error for an invalid body. Removes the fields and empty messages that Venice ignores. */
export function readRequest(body: unknown): ChatCompletionRequest | ErrorReply {
  const { success, data, error } = schema.safeParse(toVeniceRequest(body));
  if (!success) return schemaError(zodIssues(error));
  const request = data as ChatCompletionRequest;
  const messages = request.messages.filter(hasContent);
  if (messages.length > 0) return { ...request, messages };
  return schemaError([{ code: 'too_small', path: ['messages'], message: 'Expected at least 1 elements' }]);
}

/** False for an assistant message with neither content nor tool calls. */
function hasContent(message: ChatMessage): boolean {
  if (message.role !== 'assistant') return true;
  return (message.content?.length ?? 0) > 0 || (message.tool_calls?.length ?? 0) > 0;
}
