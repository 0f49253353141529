import { getToolCalls } from '../history/get-tool-calls.js';
import { type ResumedCall, type AnsweredStep, webSearchContent, withStep } from '../tools/answered-step.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { AssistantMessage, ToolMessage } from '../wire/chat-message.js';
import { toResultIds } from './answer-entries.js';
import type { ConversationToolCall } from './conversation-tool-call.js';
import type { EntrySource, RunProgress } from './run-progress.js';
import type { SavedEntry } from './tree/conversation-entry.js';

/** Returns the progress of a run that continues the open calls of a saved answer. */
export function resumeStep(progress: RunProgress, entry: SavedEntry, { newId }: EntrySource): RunProgress {
  const message = entry.message as AssistantMessage;
  const snapshot = toSnapshot(entry);
  const toolCalls = (entry.toolCalls ?? []).map((call): ConversationToolCall =>
    isInterrupted(call) ? { ...call, status: 'running' } : call,
  );
  return {
    ...progress,
    status: entry.status === 'awaiting-approval' ? 'awaiting-approval' : 'running-tools',
    answerId: entry.id,
    snapshot,
    completion: snapshot,
    step: withStep([], toOpenStep(entry)),
    toolCalls,
    resultIds: toResultIds([message], newId),
  };
}

/** Returns the answer and its calls in the form in which `runTools` can continue them. */
export function toOpenStep({ message, toolCalls = [] }: SavedEntry): AnsweredStep {
  const answer = message as AssistantMessage;
  const contents = new Map(toolCalls.map(({ call, content }) => [call.id, content]));
  const openCalls = toolCalls.filter(({ content }) => content === undefined);
  const results = getToolCalls(answer).flatMap(({ id }): readonly ToolMessage[] => {
    // A call of Venice's web search is not in `toolCalls`, since it is not run; it gets a fixed result.
    const content = contents.has(id) ? contents.get(id) : webSearchContent;
    return content === undefined ? [] : [{ role: 'tool', tool_call_id: id, content }];
  });
  return {
    message: answer,
    calls: openCalls.map(({ call }) => call),
    results: new Map(results.map((result) => [result.tool_call_id, result])),
    resumed: new Map(openCalls.map((call) => [call.call.id, toResumed(call)])),
  };
}

/** Returns an answer with open calls as a completion, for views that render `snapshot`. */
export function toSnapshot({
  id,
  message,
  createdAt,
  model = '',
  finishReason,
  usage,
  cost,
}: SavedEntry): ChatCompletion {
  const answer = message as ChatCompletion['choices'][number]['message'];
  return {
    id,
    object: 'chat.completion',
    created: Math.floor(createdAt / 1000),
    model,
    choices: [{ index: 0, message: answer, finish_reason: finishReason ?? null, logprobs: null }],
    ...(usage && { usage }),
    ...(cost && { cost }),
  };
}

function isInterrupted({ status, content }: ConversationToolCall): boolean {
  return status !== 'awaiting-approval' && content === undefined;
}

function toResumed(call: ConversationToolCall): ResumedCall {
  const { editedArguments } = call;
  return { wasRunning: isInterrupted(call), ...(editedArguments && { editedArguments }) };
}
