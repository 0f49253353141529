import { createChoices } from './create-choices.js';
import { getEffectiveParameters } from './get-effective-parameters.js';
import type { ChatAnswer } from './chat-answer.js';

/** Computes the answer to a request from the reply of the script. */
export function createChatAnswer(
  options: Pick<ChatAnswer, 'created' | 'id' | 'model' | 'reply' | 'request'>,
): ChatAnswer {
  const { id, reply, request } = options;
  const parameters = getEffectiveParameters(request);
  const choices = createChoices(reply, request, parameters, id);
  return { ...options, parameters, choices };
}
