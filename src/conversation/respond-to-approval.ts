import { type Observable, take } from 'rxjs';
import { omitUndefined } from '../json/omit-undefined.js';
import { type ApprovalResponse, toPlainArguments } from '../tools/approval.js';
import { checkEdit } from '../tools/permit-call.js';
import type { RunSettings } from '../tools/run-settings.js';
import { toolFailure } from '../tools/tool-failure.js';
import { assertOption } from '../options/invalid-option.js';
import type { ConversationRunner } from './conversation-runner.js';
import type { ConversationToolCall } from './conversation-tool-call.js';
import type { RunHandle } from './run-handle.js';
import { isOpen } from './tree/is-open.js';

/**
 * Responds to a call of the last shown answer, whose run then continues, or to a call of the active run. Returns the handle of the run.
 * Throws if the call does not await an approval, or if the response is invalid. After an invalid response, the call still waits.
 */
export function respondToApproval<Metadata>(
  runner: ConversationRunner<Metadata>,
  { tools }: RunSettings,
  callId: string,
  response: ApprovalResponse,
): RunHandle {
  const { run, tree, queue, guard, ids } = runner;
  const isFound = ({ call }: ConversationToolCall): boolean => call.id === callId;
  const last = tree.entries.last;
  const openEntry =
    last !== undefined && last.id !== run?.progress.answerId && isOpen(last) ? last : undefined;
  const activeCalls = run?.progress.toolCalls ?? [];
  // The active run may be in another version, with a call of the same id that is not shown.
  if (run !== undefined && openEntry?.toolCalls.some(isFound) !== true && activeCalls.some(isFound)) {
    const { approvals, output } = run;
    const isOver = runner.phase === 'stopping';
    const isAnswered = approvals.isAnswered(callId);
    approvals.respond(callId, readResponse(callId, response, activeCalls, { isOver, isAnswered }, tools));
    return output.handle;
  }
  const toolCalls = openEntry?.toolCalls ?? tree.entries.array.flatMap((entry) => entry.toolCalls);
  const isOver = openEntry === undefined;
  // Without an open call, `readResponse` throws, so the id is not used.
  const entryId = openEntry?.id ?? '';
  const isAnswered = queue.isAnswered(entryId, callId);
  const checked = readResponse(callId, response, toolCalls, { isOver, isAnswered }, tools);
  if (runner.phase !== 'idle' && !queue.hasContinuation(entryId)) queue.assertNotFull();
  const isSaved = (id: string): boolean => guard?.isSaved(id) === true;
  const handle = queue.addResponse(entryId, { callId, response: checked }, ids.next, isSaved);
  guard?.withdrawStop(entryId);
  if (runner.phase === 'idle') runner.drain();
  else runner.emit();
  return handle;
}

/** Returns a checked copy of the response, which later changes of the original do not affect. */
function readResponse(
  callId: string,
  { approved, reason, arguments: original }: ApprovalResponse,
  toolCalls: readonly ConversationToolCall[],
  { isOver, isAnswered }: { readonly isOver: boolean; readonly isAnswered: boolean },
  tools: RunSettings['tools'],
): ApprovalResponse {
  const found = toolCalls.find(({ call }) => call.id === callId);
  assertOption(found !== undefined, 'callId', 'the id of a call that awaits an approval', callId);
  const { call, status } = found;
  if (isAnswered || isOver || status !== 'awaiting-approval') {
    const message = isAnswered ? 'the call has been answered already' : 'the call does not await an approval';
    throw toolFailure(call, 'approval', { message });
  }
  const edited = toPlainArguments(original);
  if (edited !== undefined) throwSynchronousError(checkEdit(call, tools, edited));
  return { approved, ...omitUndefined<Partial<ApprovalResponse>>({ reason, arguments: edited }) };
}

/** Throws the error of a source that fails synchronously. An asynchronous schema reports its issues to the model instead. */
function throwSynchronousError(source: Observable<unknown>): void {
  let failure: { readonly error: unknown } | undefined;
  const subscription = source.pipe(take(1)).subscribe({
    error: (error: unknown) => {
      failure = { error };
    },
  });
  subscription.unsubscribe();
  if (failure !== undefined) throw failure.error;
}
