import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';
import type { ChatCompletion, CompletionChoice } from '../../wire/chat-completion.js';
import { billingOfTurn } from './billing-of-turn.js';
import type { ChoiceOfTurn } from './choice-of-turn.js';
import { logprobsOfText } from './logprobs-of-text.js';
import type { Turn } from './turn.js';

/** Builds the answer as a completion. Does not use the chunks, so that specs can compare both. */
export function completionOfTurn(turn: Turn): ChatCompletion {
  const { id, created, model, choices, parameters, reply, request } = turn;
  return {
    id,
    object: 'chat.completion',
    created,
    model: model.id,
    choices: choices.map((choice) => completionChoice(choice, request)),
    ...billingOfTurn(turn),
    venice_parameters: reply.citations
      ? { ...parameters, web_search_citations: reply.citations }
      : parameters,
    prompt_logprobs: null,
  };
}

function completionChoice(choice: ChoiceOfTurn, request: ChatCompletionRequest): CompletionChoice {
  const { index, reasoning, documents, text, toolCalls, finishReason } = choice;
  return {
    index,
    finish_reason: finishReason,
    stop_reason: null,
    logprobs: logprobsOfText(text, request),
    message: {
      role: 'assistant',
      content: text,
      reasoning_content: reasoning || null,
      tool_calls: [...(documents ? [documents] : []), ...toolCalls].map((call) => ({
        id: call.id,
        type: 'function',
        function: { name: call.name, arguments: call.arguments },
      })),
    },
  };
}
