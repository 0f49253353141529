import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';
import type { VeniceParameters } from '../../wire/venice-parameters.js';
import type { ChoiceOfTurn, CompleteToolCall } from './choice-of-turn.js';
import { cutToLength } from './cut-to-length.js';
import { documentsCall } from './documents-call.js';
import type { TextReply } from './text-reply.js';
import { requestedLength } from './requested-length.js';

/** Creates the `n` choices of a reply, each truncated to the requested length. `id` is the id of the completion. */
export function choicesOfReply(
  reply: TextReply,
  request: ChatCompletionRequest,
  parameters: VeniceParameters,
  id: string,
): readonly ChoiceOfTurn[] {
  const isStripped = parameters.strip_thinking_response === true || parameters.disable_thinking === true;
  const documents = parameters.return_search_results_as_documents
    ? documentsCall(reply.citations)
    : undefined;
  const texts = [reply.text, ...(reply.alternatives ?? [])];

  return Array.from({ length: request.n ?? 1 }, (_, index) => {
    const toolCalls = toToolCalls(
      reply,
      `call_${id.replace('chatcmpl-', '').slice(0, 12)}_${index}`,
      documents ? 1 : 0,
    );
    const hasCalls = toolCalls.length > 0 || documents !== undefined;
    const choice: ChoiceOfTurn = {
      index,
      reasoning: isStripped ? '' : (reply.reasoning ?? ''),
      documents,
      text: texts[index] ?? reply.text,
      toolCalls,
      finishReason: reply.finishReason ?? (hasCalls ? 'tool_calls' : 'stop'),
    };
    return cutToLength(choice, requestedLength(request)?.tokens ?? Infinity);
  });
}

function toToolCalls(
  { toolCalls = [], sharesToolCallIndex = false }: TextReply,
  prefix: string,
  offset: number,
): readonly CompleteToolCall[] {
  return toolCalls.map(({ name, arguments: value = {}, id = '' }, position) => ({
    id: id || `${prefix}${position}`,
    index: sharesToolCallIndex ? 0 : offset + position,
    name,
    arguments: typeof value === 'string' ? value : JSON.stringify(value),
  }));
}
