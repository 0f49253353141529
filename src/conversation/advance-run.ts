import { hasOutput } from '../reducer/has-output.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { ChatMessage } from '../wire/chat-message.js';
import type { ToolRunEvent } from '../tools/tool-run-event.js';
import { answerFields, resultEntries, toResultIds, toSavedCall, toStoppedMessage } from './answer-entries.js';
import { type ConversationToolCall, toCallFailure } from './conversation-tool-call.js';
import { resumeStep } from './open-step.js';
import type { RunPlan } from './run-plan.js';
import type { EntrySource, RunProgress } from './run-progress.js';
import { type Totals, addToTotals } from './totals.js';
import type { SavedEntry } from './tree/conversation-entry.js';
import type { TreeChange } from './tree/tree-change.js';

/** The new progress of a run, and the changes of the tree to apply with it. */
export interface RunUpdate {
  readonly progress: RunProgress;
  readonly changes: readonly TreeChange<never>[];
}

/** Returns the progress at the start of a run. */
export function begin(plan: RunPlan, messageCount: number, totals: Totals, source: EntrySource): RunProgress {
  const { changes: _, resumed, ...place } = plan;
  const progress: RunProgress = {
    ...place,
    status: 'pending',
    messageCount,
    hasAdded: false,
    toolCalls: [],
    resultIds: new Map(),
    totals,
  };
  return resumed === undefined ? progress : resumeStep(progress, resumed, source);
}

/** Returns the progress of a run after an event. */
export function advance(progress: RunProgress, event: ToolRunEvent, source: EntrySource): RunUpdate {
  switch (event.type) {
    case 'chunk': {
      const { chunk, snapshot } = event;
      if (progress.answerId !== undefined) return { progress: { ...progress, snapshot }, changes: none };
      return hasOutput(chunk) ? startAnswer(progress, snapshot, source) : { progress, changes: none };
    }
    case 'step': {
      const { completion, messages } = event;
      const step = messages.slice(progress.messageCount);
      const isNewAnswer = progress.answerId === undefined && step.length > 0;
      const { progress: withAnswer, changes } = isNewAnswer
        ? startAnswer(progress, completion, source)
        : { progress, changes: none };
      const totals = addToTotals(progress.totals, completion);
      const resultIds = toResultIds(step, source.newId);
      return {
        progress: { ...withAnswer, snapshot: completion, completion, step, resultIds, totals },
        changes,
      };
    }
    case 'tool-call': {
      const { call } = event;
      const { answerId, completion, step } = progress;
      const isFirst = progress.status !== 'running-tools';
      const next: RunProgress = {
        ...progress,
        status: 'running-tools',
        toolCalls: [...progress.toolCalls, { call, status: 'running' }],
      };
      const fields = { ...answerFields(completion, step?.[0]), status: 'running-tools' } as const;
      return { progress: next, changes: isFirst ? update(answerId, fields) : none };
    }
    case 'tool-approval': {
      const { call, status, editedArguments } = event;
      const changed = { status, ...(editedArguments && { editedArguments }) };
      const next = withStatus(withCall(progress, call.id, changed));
      // Updates the entry even if its status is the same: a store must have the new status of the call before its tool runs.
      const fields = { status: next.status, toolCalls: next.toolCalls.map(toSavedCall) };
      return { progress: next, changes: update(progress.answerId, fields) };
    }
    case 'tool-progress':
      return { progress: withCall(progress, event.call.id, { progress: event.value }), changes: none };
    case 'tool-result': {
      const { call, error, result } = event;
      const { content } = event.message;
      const outcome: Partial<ConversationToolCall> = error
        ? { status: error.reason === 'unknown-outcome' ? 'stopped' : 'failed', error: toCallFailure(error) }
        : { status: 'done', result };
      const step = event.messages.slice(progress.messageCount);
      const next = withStatus({ ...withCall(progress, call.id, { ...outcome, content }), step });
      if (!next.toolCalls.some(isOpenCall)) return finishStep(next, event.messages, source);
      const hasChanged = next.status !== progress.status;
      return { progress: next, changes: hasChanged ? update(next.answerId, { status: next.status }) : none };
    }
    case 'completion':
      return finishStep(progress, event.messages, source);
  }
}

function startAnswer(progress: RunProgress, snapshot: ChatCompletion, source: EntrySource): RunUpdate {
  const { questionId, ...others } = progress;
  const id = source.newId();
  const entry: SavedEntry<never> = {
    id,
    parentId: progress.anchorId,
    message: toStoppedMessage(snapshot),
    createdAt: source.now(progress.anchorId),
    status: 'streaming',
  };
  return {
    progress: { ...others, status: 'streaming', answerId: id, snapshot },
    changes: [...update(questionId, { status: 'done' }), { type: 'add', entry }, { type: 'select', id }],
  };
}

/** Returns the progress after a step, which ends with an answer without calls, or with the result of its last call. */
function finishStep(progress: RunProgress, messages: readonly ChatMessage[], source: EntrySource): RunUpdate {
  const { answerId, questionId, snapshot: _, step: __, ...others } = progress;
  const step = messages.slice(progress.messageCount);
  const entries = resultEntries(progress, step, source);
  const fields = answerFields(progress.completion, step[0], progress.toolCalls);
  return {
    progress: {
      ...others,
      status: 'pending',
      // A blank answer adds no message, so the next answer is added after the same entry.
      anchorId: step.length > 0 ? (entries.at(-1)?.id ?? answerId ?? progress.anchorId) : progress.anchorId,
      messageCount: messages.length,
      hasAdded: progress.hasAdded || step.length > 0,
      toolCalls: [],
      resultIds: new Map(),
    },
    changes: [
      ...update(questionId, { status: 'done' }),
      ...update(answerId, { ...fields, status: 'done' }),
      ...entries.map((entry) => ({ type: 'add', entry }) as const),
    ],
  };
}

const none: readonly TreeChange<never>[] = [];

function update(
  id: string | undefined,
  fields: Extract<TreeChange<never>, { readonly type: 'update' }>['fields'],
): readonly TreeChange<never>[] {
  return id === undefined ? none : [{ type: 'update', id, fields }];
}

/** Sets the status of a run that has tool calls without a result. */
function withStatus<Progress extends RunProgress>(progress: Progress) {
  const isAwaiting = progress.toolCalls.some(({ status }) => status === 'awaiting-approval');
  return { ...progress, status: isAwaiting ? 'awaiting-approval' : 'running-tools' } as const;
}

function isOpenCall({ status }: ConversationToolCall): boolean {
  return status === 'running' || status === 'awaiting-approval';
}

function withCall(progress: RunProgress, id: string, changes: Partial<ConversationToolCall>): RunProgress {
  const toolCalls = progress.toolCalls.map((entry) =>
    entry.call.id === id ? { ...entry, ...changes } : entry,
  );
  return { ...progress, toolCalls };
}
