import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';
import type { ErrorReply } from '../error-reply.js';
import type { Script } from '../script.js';
import type { Catalogue } from './catalogue.js';
import type { EngineModel } from './engine-model.js';
import { resolveModel } from './resolve-model.js';
import { textModel } from './text-model.js';
import { unknownModel } from './unknown-model.js';

/**
 * The model that a request means, or the 404. A rule with a `when` of its own may answer for a model that no list has:
 * such a model can do everything and has no price.
 */
export function modelForRequest(
  request: ChatCompletionRequest,
  { catalogue, script }: { readonly catalogue: Catalogue; readonly script: Script },
): EngineModel | ErrorReply {
  const known = resolveModel(request.model, catalogue);
  if (known) return known;
  return script.some(({ when }) => when?.(request) === true)
    ? textModel({ id: request.model, can: 'rfvjla', context: 4_000_000 })
    : unknownModel(request.model, catalogue);
}
