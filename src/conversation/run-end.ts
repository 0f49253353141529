import { isBlankMessage } from '../history/is-blank-message.js';
import { toolFailure } from '../tools/tool-failure.js';
import { isVeniceError } from '../errors/venice-error.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { ToolMessage } from '../wire/chat-message.js';
import type { ToolCall } from '../wire/tool-call.js';
import { answerFields, resultEntries, toSavedCall, toStoppedMessage } from './answer-entries.js';
import { type ConversationToolCall, toCallFailure } from './conversation-tool-call.js';
import type { ConversationStatus, InterruptedRun } from './conversation-state.js';
import type { EntrySource, RunProgress } from './run-progress.js';
import { type Totals, addToTotals } from './totals.js';
import type { TreeChange } from './tree/tree-change.js';

/** The end of a run: the changes of the tree, and the outcome that the state shows until the next run. */
export interface RunEnd {
  readonly changes: readonly TreeChange<never>[];
  readonly outcome: RunOutcome;
}

/** The outcome of the last run. */
export interface RunOutcome extends Totals {
  readonly status: Extract<ConversationStatus, 'failed' | 'idle'>;
  readonly interrupted?: InterruptedRun;
  readonly completion?: ChatCompletion;
  readonly error?: Error;
}

/** Returns the end of a run that is complete. */
export function complete(progress: RunProgress): RunEnd {
  const { replacedId, hasAdded, anchorId, completion, totals } = progress;
  // If the run has only blank answers, the previous version is shown again.
  const showsPrevious = replacedId !== undefined && !hasAdded;
  return {
    changes: showsPrevious ? [{ type: 'select', id: replacedId }] : [],
    outcome: {
      ...totals,
      status: 'idle',
      ...(completion && { completion }),
      ...(showsPrevious && { interrupted: { afterId: anchorId } }),
    },
  };
}

/**
 * Returns the end of a run as if its process ended now, for example for an export: the same as the end of a stopped run, except that calls
 * stay open if they await an approval or may be executed again.
 *
 * @param isIdempotent - Whether a call may be executed again.
 */
export function pause(
  progress: RunProgress,
  source: EntrySource,
  isIdempotent: (call: ToolCall) => boolean,
): RunEnd {
  const { answerId, step, completion, toolCalls } = progress;
  const isAwaiting = toolCalls.some((call) => call.status === 'awaiting-approval');
  const canContinue =
    isAwaiting || toolCalls.some(({ call, status }) => status === 'running' && isIdempotent(call));
  if (answerId === undefined || step === undefined || !canContinue) return interrupt(progress, source);
  const fields = answerFields(completion, step[0]);
  const saved = toolCalls.map(toSavedCall);
  const status = isAwaiting ? 'awaiting-approval' : 'stopped';
  return {
    changes: [{ type: 'update', id: answerId, fields: { ...fields, status, toolCalls: saved } }],
    outcome: { ...progress.totals, status: 'idle', interrupted: { afterId: answerId } },
  };
}

/** Returns the end of a run that was stopped or failed, with the part of its answer that has arrived. */
export function interrupt(current: RunProgress, source: EntrySource, error?: Error): RunEnd {
  const progress = refuseOpenCalls(current);
  const { anchorId, answerId, questionId, replacedId, step, snapshot, toolCalls } = progress;
  const status = error ? 'failed' : 'stopped';
  const changes: TreeChange<never>[] = [];
  let { hasAdded } = progress;
  let afterId = anchorId;
  if (questionId !== undefined) changes.push({ type: 'update', id: questionId, fields: { status } });
  if (answerId !== undefined && step === undefined && snapshot !== undefined) {
    const message = toStoppedMessage(snapshot);
    hasAdded ||= !isBlankMessage(message);
    const fields = answerFields(snapshot, message);
    changes.push({ type: 'update', id: answerId, fields: { ...fields, status } });
  }
  if (answerId !== undefined && step !== undefined) {
    // Calls that have started are not run again. If none has started, the answer is requested again.
    const hasStartedCalls = toolCalls.length > 0;
    const entries = resultEntries(progress, step, source);
    const fields = answerFields(progress.completion, step[0], toolCalls);
    changes.push({
      type: 'update',
      id: answerId,
      fields: { ...fields, status: hasStartedCalls ? 'done' : status },
    });
    for (const entry of entries) changes.push({ type: 'add', entry });
    hasAdded ||= step.length > 0;
    if (hasStartedCalls) afterId = entries.at(-1)?.id ?? answerId;
  }
  if (replacedId !== undefined && (error !== undefined || !hasAdded))
    changes.push({ type: 'select', id: replacedId });
  // The totals already include a complete answer, which was added at its `step` event.
  const isIncluded = step !== undefined || snapshot === undefined;
  const totals = isIncluded ? progress.totals : addToTotals(progress.totals, snapshot);
  const partial = isVeniceError(error) ? error.partial : undefined;
  const completion = snapshot ?? partial ?? progress.completion;
  return {
    changes,
    outcome: {
      ...totals,
      status: error ? 'failed' : 'idle',
      interrupted: { afterId },
      ...(completion && { completion }),
      ...(error && { error }),
    },
  };
}

/** Refuses the calls that await an approval. They have not run, so their outcome is known. */
function refuseOpenCalls(progress: RunProgress): RunProgress {
  const isAwaiting = ({ status }: ConversationToolCall): boolean => status === 'awaiting-approval';
  const { step, toolCalls } = progress;
  if (step === undefined || !toolCalls.some(isAwaiting)) return progress;
  const refusals = toolCalls
    .filter(isAwaiting)
    .map(({ call }): ToolMessage => ({ role: 'tool', tool_call_id: call.id, content: notApproved }));
  return {
    ...progress,
    step: [...step, ...refusals],
    toolCalls: toolCalls.map((call) =>
      isAwaiting(call)
        ? { ...call, status: 'failed', error: toCallFailure(toolFailure(call.call, 'refused')) }
        : call,
    ),
  };
}

const notApproved = 'Refused: the call was not approved, and has not run.';
