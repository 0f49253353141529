import * as z from 'zod/mini';
import { requestSchema } from '../../validation/request-schema.js';
import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';
import type { ChatMessage } from '../../wire/chat-message.js';
import type { ErrorReply } from './error-reply.js';
import { toVeniceRequest } from './request/to-venice-request.js';
import { createSchemaError } from './create-schema-error.js';
import { toSchemaIssues } from './to-schema-issues.js';

const schema = requestSchema(z, 'drop');

/** Validates a chat request, or returns the error for an invalid body. Removes fields that Venice ignores, and empty assistant messages. */
export function readRequest(body: unknown): ChatCompletionRequest | ErrorReply {
  const { success, data, error } = schema.safeParse(toVeniceRequest(body));
  if (!success) return createSchemaError(toSchemaIssues(error));
  const request = data as ChatCompletionRequest;
  const messages = request.messages.filter(isNotEmpty);
  if (messages.length > 0) return { ...request, messages };
  return createSchemaError([
    { code: 'too_small', path: ['messages'], message: 'Expected at least 1 elements' },
  ]);
}

/** Returns false for an assistant message with neither content nor tool calls. */
function isNotEmpty(message: ChatMessage): boolean {
  if (message.role !== 'assistant') return true;
  return (message.content?.length ?? 0) > 0 || (message.tool_calls?.length ?? 0) > 0;
}
