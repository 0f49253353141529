import type { ChatCompletionRequest } from '../../../wire/chat-completion-request.js';
import type { AnswerContext } from '../answer-context.js';
import type { ErrorReply } from '../error-reply.js';
import { resolveModel } from './resolve-model.js';
import { routeModel, type RoutedModel } from './route-model.js';
import { textModel } from './text-model.js';
import { createUnknownModelError } from './create-unknown-model-error.js';

/**
 * Finds the model that answers a request; returns a 404 or 410 if there is none. A model that is not in the catalogue is accepted if
 * the `when` of a rule matches the request: such a model supports nearly every request, and has no prices.
 */
export function findModel(
  request: ChatCompletionRequest,
  { catalogue, now, script }: Pick<AnswerContext, 'catalogue' | 'now' | 'script'>,
): ErrorReply | RoutedModel {
  const model = resolveModel(request.model, catalogue);
  if (model) return routeModel(model, catalogue, now);
  return script.some(({ when }) => when?.(request) === true)
    ? {
        model: textModel({
          id: request.model,
          capabilities: ['reasoning', 'function-calling', 'vision', 'response-schema', 'logprobs', 'audio'],
          context: 4_000_000,
        }),
      }
    : createUnknownModelError(request.model, catalogue);
}
