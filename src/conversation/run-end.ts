import { isBlankMessage } from '../history/is-blank-message.js';
import { isVeniceError } from '../errors/venice-error.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { answerFields, resultEntries, toStoppedMessage } from './answer-entries.js';
import type { ConversationStatus, InterruptedRun } from './conversation-state.js';
import type { EntrySource, RunProgress } from './run-progress.js';
import { type Totals, withBill } from './totals.js';
import type { TreeChange } from './tree/tree-change.js';

/** The end of a run: the changes of the tree, and what the state shows until the next run. */
export interface RunEnd {
  readonly changes: readonly TreeChange<never>[];
  readonly rest: RunRest;
}

/** What remains of the last run. */
export interface RunRest extends Totals {
  readonly status: Extract<ConversationStatus, 'failed' | 'idle'>;
  readonly interrupted?: InterruptedRun;
  readonly completion?: ChatCompletion;
  readonly error?: Error;
}

/** The end of a run that is complete. */
export function complete(progress: RunProgress): RunEnd {
  const { replacedId, hasAdded, anchorId, completion, totals } = progress;
  // A blank answer takes no place.
  const isReturned = replacedId !== undefined && !hasAdded;
  return {
    changes: isReturned ? [{ type: 'select', id: replacedId }] : [],
    rest: {
      ...totals,
      status: 'idle',
      ...(completion && { completion }),
      ...(isReturned && { interrupted: { afterId: anchorId } }),
    },
  };
}

/** The end of a run that was stopped or failed, with the part of its answer that has arrived. */
export function interrupt(progress: RunProgress, source: EntrySource, error?: Error): RunEnd {
  const { anchorId, answerId, questionId, replacedId, open, snapshot, toolCalls } = progress;
  const status = error ? 'failed' : 'stopped';
  const changes: TreeChange<never>[] = [];
  let { hasAdded } = progress;
  let afterId = anchorId;
  if (questionId !== undefined) changes.push({ type: 'update', id: questionId, fields: { status } });
  if (answerId !== undefined && open === undefined && snapshot !== undefined) {
    const message = toStoppedMessage(snapshot);
    hasAdded ||= !isBlankMessage(message);
    const fields = answerFields(snapshot, message);
    changes.push({ type: 'update', id: answerId, fields: { ...fields, status } });
  }
  if (answerId !== undefined && open !== undefined) {
    // Calls that have begun are not run again. If none has, their answer is requested again.
    const hasStartedCalls = toolCalls.length > 0;
    const entries = resultEntries(progress, open, source);
    const fields = answerFields(progress.completion, open[0], toolCalls);
    changes.push({
      type: 'update',
      id: answerId,
      fields: { ...fields, status: hasStartedCalls ? 'done' : status },
    });
    for (const entry of entries) changes.push({ type: 'add', entry });
    hasAdded ||= open.length > 0;
    if (hasStartedCalls) afterId = entries.at(-1)?.id ?? answerId;
  }
  if (replacedId !== undefined && (error !== undefined || !hasAdded))
    changes.push({ type: 'select', id: replacedId });
  const isBilled = open !== undefined || snapshot === undefined;
  const totals = isBilled ? progress.totals : withBill(progress.totals, snapshot);
  const partial = isVeniceError(error) ? error.partial : undefined;
  const completion = snapshot ?? partial ?? progress.completion;
  return {
    changes,
    rest: {
      ...totals,
      status: error ? 'failed' : 'idle',
      interrupted: { afterId },
      ...(completion && { completion }),
      ...(error && { error }),
    },
  };
}
