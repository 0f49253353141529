import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';
import type { VeniceParameters } from '../../wire/venice-parameters.js';
import type { AnswerChoice, CompleteToolCall } from './answer-choice.js';
import { truncateChoice } from './truncate-choice.js';
import { createDocumentsCall } from './create-documents-call.js';
import type { TextReply } from './text-reply.js';
import { getMaxTokens } from './get-max-tokens.js';

/** Creates the `n` choices of a reply, each truncated at the request's maximum number of tokens. `id` is the id of the completion. */
export function createChoices(
  reply: TextReply,
  request: ChatCompletionRequest,
  parameters: VeniceParameters,
  id: string,
): readonly AnswerChoice[] {
  const stripsReasoning = parameters.strip_thinking_response === true || parameters.disable_thinking === true;
  const documents = parameters.return_search_results_as_documents
    ? createDocumentsCall(reply.citations)
    : undefined;
  const texts = [reply.text, ...(reply.alternatives ?? [])];

  return Array.from({ length: request.n ?? 1 }, (_, index) => {
    const toolCalls = toToolCalls(
      reply,
      `call_${id.replace('chatcmpl-', '').slice(0, 12)}_${index}`,
      documents ? 1 : 0,
    );
    const hasCalls = toolCalls.length > 0 || documents !== undefined;
    const choice: AnswerChoice = {
      index,
      reasoning: stripsReasoning ? '' : (reply.reasoning ?? ''),
      documents,
      text: texts[index] ?? reply.text,
      toolCalls,
      finishReason: reply.finishReason ?? (hasCalls ? 'tool_calls' : 'stop'),
    };
    return truncateChoice(choice, getMaxTokens(request)?.tokens ?? Infinity);
  });
}

function toToolCalls(
  { toolCalls = [], sharesToolCallIndex = false }: TextReply,
  prefix: string,
  firstIndex: number,
): readonly CompleteToolCall[] {
  return toolCalls.map(({ name, arguments: value = {}, id = '' }, position) => ({
    id: id || `${prefix}${position}`,
    index: sharesToolCallIndex ? 0 : firstIndex + position,
    name,
    arguments: typeof value === 'string' ? value : JSON.stringify(value),
  }));
}
