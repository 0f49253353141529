import * as z from 'zod/mini';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import { requestSchema } from '../chat/request-schema.js';
import type { ErrorReply } from './error-reply.js';
import { schemaError, type SchemaIssue } from './schema-error.js';
import { zodIssues } from './zod-issues.js';

const schema = requestSchema(z, 'drop');

/** Reads a chat request, or refuses a body that is none. What Venice drops without a word is dropped. */
export function readRequest(body: unknown): ChatCompletionRequest | ErrorReply {
  const { success, data, error } = schema.safeParse(underVeniceNames(body));
  if (!success) return schemaError(zodIssues(error));
  const request = data as ChatCompletionRequest;
  const issues = silentMessages(request);
  return issues.length > 0 ? schemaError(issues) : request;
}

/** Older and foreign names of fields, which Venice rewrites before it looks. */
const otherNames: Readonly<Record<string, string>> = {
  input: 'messages',
  max_output_tokens: 'max_tokens',
  promptCacheKey: 'prompt_cache_key',
};

function underVeniceNames(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [otherNames[key] ?? key, value as unknown]),
  );
}

// An assistant that neither spoke nor called is dropped; a chat of nothing else has no message.
function silentMessages({ messages }: ChatCompletionRequest): readonly SchemaIssue[] {
  const speaks = messages.some(
    (message) => message.role !== 'assistant' || message.content || message.tool_calls,
  );
  return speaks ? [] : [{ code: 'too_small', path: ['messages'], message: 'Expected at least 1 message' }];
}
