import { namedErrors } from '../faults/named-errors.js';
import { findCallIssues } from '../request/find-call-issues.js';
import { createSchemaError } from '../create-schema-error.js';
import type { ErrorReply } from '../error-reply.js';
import { countPromptTokens } from '../count-prompt-tokens.js';
import type { ChatCompletionRequest } from '../../../wire/chat-completion-request.js';
import type { EngineModel } from './engine-model.js';

/** Returns the error of an offline model, of a prompt longer than the context, or of tool calls that do not match the results; else undefined. */
export function checkInference(
  { messages }: ChatCompletionRequest,
  { model_spec: { availableContextTokens, offline } }: EngineModel,
): ErrorReply | undefined {
  if (offline === true) return namedErrors['model-offline'];
  if (countPromptTokens(messages) > availableContextTokens) return namedErrors['context-length'];
  const issues = findCallIssues(messages);
  return issues.length > 0 ? createSchemaError(issues) : undefined;
}
