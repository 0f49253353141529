import type { ChatCompletionRequest } from '../../../wire/chat-completion-request.js';
import type { AnswerContext } from '../answer-context.js';
import type { ErrorReply } from '../error-reply.js';
import { resolveModel } from './resolve-model.js';
import { routedModel, type RoutedModel } from './routed-model.js';
import { textModel } from './text-model.js';
import { unknownModel } from './unknown-model.js';

/**
 * Returns the requested model, or a 404 or 410. A rule with a `when` that matches may answer for a model that is not in the
 * catalogue: this model has the capabilities listed below, and no prices.
 */
export function modelForRequest(
  request: ChatCompletionRequest,
  { catalogue, now, script }: Pick<AnswerContext, 'catalogue' | 'now' | 'script'>,
): ErrorReply | RoutedModel {
  const known = resolveModel(request.model, catalogue);
  if (known) return routedModel(known, catalogue, now);
  return script.some(({ when }) => when?.(request) === true)
    ? {
        model: textModel({
          id: request.model,
          capabilities: ['reasoning', 'function-calling', 'vision', 'response-schema', 'logprobs', 'audio'],
          context: 4_000_000,
        }),
      }
    : unknownModel(request.model, catalogue);
}
