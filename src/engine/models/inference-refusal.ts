import { namedErrors } from '../faults/named-errors.js';
import type { ErrorReply } from '../error-reply.js';
import { promptTokens } from '../prompt-tokens.js';
import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';
import type { EngineModel } from './engine-model.js';

/** What goes wrong when a model is asked that is out of order, or that cannot hold the prompt. */
export function inferenceRefusal(
  { messages }: ChatCompletionRequest,
  { model_spec: { availableContextTokens, offline } }: EngineModel,
): ErrorReply | undefined {
  if (offline === true) return namedErrors['model-offline'];
  return promptTokens(messages) > availableContextTokens ? namedErrors['context-length'] : undefined;
}
