import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';
import type { ChatCompletion, CompletionChoice } from '../../wire/chat-completion.js';
import { getBilling } from './get-billing.js';
import type { AnswerChoice } from './answer-choice.js';
import { getLogprobs } from './get-logprobs.js';
import type { ChatAnswer } from './chat-answer.js';

/** Converts an answer to a completion. Does not use the chunks, so that specs can compare the completion with the chunks. */
export function toChatCompletion(answer: ChatAnswer): ChatCompletion {
  const { id, created, model, choices, parameters, reply, request } = answer;
  return {
    id,
    object: 'chat.completion',
    created,
    model: model.id,
    choices: choices.map((choice) => completionChoice(choice, request)),
    ...getBilling(answer),
    venice_parameters: reply.citations
      ? { ...parameters, web_search_citations: reply.citations }
      : parameters,
    prompt_logprobs: null,
  };
}

function completionChoice(choice: AnswerChoice, request: ChatCompletionRequest): CompletionChoice {
  const { index, reasoning, documents, text, toolCalls, finishReason } = choice;
  return {
    index,
    finish_reason: finishReason,
    stop_reason: null,
    logprobs: getLogprobs(text, request),
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
