import { getToolCalls } from '../history/get-tool-calls.js';
import { repairHistory } from '../history/repair-history.js';
import { toHistoryMessage } from '../history/to-history-message.js';
import { toolFailure } from '../tools/tool-failure.js';
import { isNonEmptyString } from '../json/is-non-empty-string.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { AssistantMessage, ChatMessage } from '../wire/chat-message.js';
import { type ConversationToolCall, toCallFailure } from './conversation-tool-call.js';
import type { EntrySource, RunProgress } from './run-progress.js';
import type { SavedEntry } from './tree/conversation-entry.js';
import type { EntryFields } from './tree/tree-change.js';

/** Returns the fields of the entry of an answer. */
export function answerFields(
  completion: ChatCompletion | undefined,
  message: ChatMessage | undefined,
  toolCalls: readonly ConversationToolCall[] = [],
): EntryFields<never> {
  if (completion === undefined) return {};
  const { model, usage, cost, choices } = completion;
  const finishReason = choices.find(({ index }) => index === 0)?.finish_reason;
  return {
    message: message ?? toStoppedMessage(completion),
    ...(isNonEmptyString(model) && { model }),
    ...(usage && { usage }),
    ...(cost && { cost }),
    ...(typeof finishReason === 'string' && { finishReason }),
    ...(toolCalls.length > 0 && { toolCalls: toolCalls.map(toFinalCall) }),
  };
}

/**
 * Returns the message of an answer that was cut off, in the form for the history if it is not blank. Its calls are left out: they may be
 * truncated, and none of them has run.
 */
export function toStoppedMessage(snapshot: ChatCompletion): AssistantMessage {
  const message = snapshot.choices.find(({ index }) => index === 0)?.message;
  if (message === undefined) return { role: 'assistant', content: '' };
  const { tool_calls: _, ...withoutCalls }: AssistantMessage = message;
  return toHistoryMessage(withoutCalls) ?? withoutCalls;
}

/** Returns the entries for the results of a step. A call without a result gets the one that `repairHistory` adds. */
export function resultEntries(
  { anchorId, answerId, resultIds, toolCalls }: RunProgress,
  step: readonly ChatMessage[],
  { newId, now }: EntrySource,
): readonly SavedEntry<never>[] {
  let parentId = answerId ?? anchorId;
  return repairHistory(step)
    .slice(1)
    .map((message): SavedEntry<never> => {
      const callId = message.role === 'tool' ? message.tool_call_id : '';
      const outcome = toolCalls.find(({ call }) => call.id === callId)?.status;
      const isFailure = outcome === 'failed' || outcome === 'stopped';
      const status = !step.includes(message) ? 'stopped' : isFailure ? outcome : 'done';
      const entry = {
        id: resultIds.get(callId) ?? newId(),
        parentId,
        message,
        createdAt: now(parentId),
        status,
      } as const;
      parentId = entry.id;
      return entry;
    });
}

/** Returns an id for the entry of each result of a step: a store needs the id before the result arrives. */
export function toResultIds(
  [answer]: readonly ChatMessage[],
  newId: () => string,
): ReadonlyMap<string, string> {
  const calls = answer?.role === 'assistant' ? getToolCalls(answer) : [];
  return new Map(calls.map(({ id }) => [id, newId()]));
}

/** Returns a call as it is saved once its result is an entry: without `content`. A call that was running has an unknown outcome. */
function toFinalCall(call: ConversationToolCall): ConversationToolCall {
  const { content: _, ...final } = toSavedCall(call);
  if (call.status !== 'running') return final;
  return { ...final, error: toCallFailure(toolFailure(call.call, 'unknown-outcome')) };
}

/**
 * Returns a call in the form in which it is saved while other calls of its answer have no result: without `progress`, which may not be
 * JSON, and as `stopped` if it is running, since the process may end before it has a result.
 */
export function toSavedCall({ progress: _, ...call }: ConversationToolCall): ConversationToolCall {
  return call.status === 'running' ? { ...call, status: 'stopped' } : call;
}
