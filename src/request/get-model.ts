import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';

/** The model that a request names, before anybody has checked whether it names one. */
export function getModel(request: ChatCompletionRequest | null | undefined): string {
  return String(request?.model);
}
