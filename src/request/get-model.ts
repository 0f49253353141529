import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';

/** Returns the model of a request that is not validated yet. */
export function getModel(request: ChatCompletionRequest | null | undefined): string {
  return String(request?.model);
}
