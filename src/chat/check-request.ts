import { RequestError } from '../errors/request-error.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';

/** Throws a `RequestError` that names the field and the remedy when the request cannot be answered as it is. */
export function checkRequest(request: ChatCompletionRequest): void {
  if (typeof request.model !== 'string' || request.model.trim() === '') {
    refuse('model', 'name a model, such as `default`');
  }
  if (!Array.isArray(request.messages) || request.messages.length === 0) {
    refuse('messages', 'give at least one message');
  }
}

function refuse(path: string, remedy: string): never {
  throw new RequestError({ message: `${path}: ${remedy}`, path, remedy });
}
