import { namedErrors } from '../faults/named-errors.js';
import { callIssues } from '../request/call-issues.js';
import { schemaError } from '../schema-error.js';
import type { ErrorReply } from '../error-reply.js';
import { promptTokens } from '../prompt-tokens.js';
import type { ChatCompletionRequest } from '../../../wire/chat-completion-request.js';
import type { EngineModel } from './engine-model.js';

/** Returns the error of a model that is offline, or for a prompt that exceeds its context or has mismatched tool calls and results. */
export function inferenceRefusal(
  { messages }: ChatCompletionRequest,
  { model_spec: { availableContextTokens, offline } }: EngineModel,
): ErrorReply | undefined {
  if (offline === true) return namedErrors['model-offline'];
  if (promptTokens(messages) > availableContextTokens) return namedErrors['context-length'];
  const issues = callIssues(messages);
  return issues.length > 0 ? schemaError(issues) : undefined;
}
