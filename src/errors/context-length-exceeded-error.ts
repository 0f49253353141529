import { BadRequestError } from './bad-request-error.js';

/**
 * The chat is longer than the context of the model, or leaves no room for the answer. Recognized by the codes and messages of
 * Venice and other servers; some send another status than 400. Send fewer messages, or choose a model with more context.
 */
export class ContextLengthExceededError extends BadRequestError {
  override get name(): 'ContextLengthExceededError' {
    return 'ContextLengthExceededError';
  }
}
