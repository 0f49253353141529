import type { ChatCompletion } from '../wire/chat-completion.js';
import { billingOfTurn } from './billing-of-turn.js';
import { parametersInForce } from './parameters-in-force.js';
import type { Turn } from './turn.js';

/** The answer in one piece. It is made from the script and not from the chunks, so that each can check the other. */
export function completionOfTurn(turn: Turn): ChatCompletion {
  const { id, created, request, reply } = turn;
  return {
    id,
    object: 'chat.completion',
    created,
    model: request.model,
    choices: [
      {
        index: 0,
        finish_reason: reply.finishReason ?? 'stop',
        stop_reason: null,
        logprobs: null,
        message: {
          role: 'assistant',
          content: reply.text,
          reasoning_content: reply.reasoning ?? null,
          tool_calls: [],
        },
      },
    ],
    ...billingOfTurn(turn),
    venice_parameters: parametersInForce(request),
    prompt_logprobs: null,
  };
}
