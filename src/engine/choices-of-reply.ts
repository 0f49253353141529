import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import type { VeniceParameters } from '../wire/venice-parameters.js';
import type { ChoiceOfTurn, SpokenToolCall } from './choice-of-turn.js';
import { cutToLength } from './cut-to-length.js';
import { documentsCall } from './documents-call.js';
import type { TextReply } from './text-reply.js';

/** The `n` answers of a reply, each as long as the request allows. `id` is the name of the completion. */
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
    const toolCalls = toolCallsOf(
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
    return cutToLength(choice, limitOf(request));
  });
}

function toolCallsOf(
  { toolCalls = [], sharesToolCallIndex = false }: TextReply,
  prefix: string,
  offset: number,
): readonly SpokenToolCall[] {
  return toolCalls.map(({ name, arguments: value = {}, id = '' }, position) => ({
    id: id || `${prefix}${position}`,
    index: sharesToolCallIndex ? 0 : offset + position,
    name,
    arguments: typeof value === 'string' ? value : JSON.stringify(value),
  }));
}

// The older name says nothing beside the newer one, nor where it is not above zero.
function limitOf(request: ChatCompletionRequest): number {
  const { max_completion_tokens, max_tokens = 0 } = request as LengthLimits;
  return max_completion_tokens ?? (max_tokens > 0 ? max_tokens : Infinity);
}

/** Both names without the mark of the older one, since servers have to read it. */
interface LengthLimits {
  readonly max_completion_tokens?: number;
  readonly max_tokens?: number;
}
