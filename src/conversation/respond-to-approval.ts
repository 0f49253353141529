import { type Observable, take } from 'rxjs';
import { type ApprovalResponse, toPlainArguments } from '../tools/approval.js';
import { checkEdit } from '../tools/permit-call.js';
import type { RunSettings } from '../tools/run-settings.js';
import { toolFailure } from '../tools/tool-failure.js';
import { assertOption } from '../options/invalid-option.js';
import { Approvals } from './approvals.js';
import type { ConversationRunner } from './conversation-runner.js';
import type { ConversationToolCall } from './conversation-tool-call.js';
import type { QueuedCommand } from './queued-command.js';
import type { RunHandle } from './run-handle.js';
import { isOpen } from './tree/is-open.js';

/**
 * Answers a call of the active run, or of the last answer of the path, whose run then continues. Returns the handle of the run.
 * Throws if the call cannot be answered, or not so: then it still waits.
 */
export function respondToApproval<Metadata>(
  runner: ConversationRunner<Metadata>,
  { tools, approve }: RunSettings,
  callId: string,
  response: ApprovalResponse,
): RunHandle {
  const { run, tree, responses } = runner;
  const running = run?.progress.toolCalls ?? [];
  if (run !== undefined && running.some(({ call }) => call.id === callId)) {
    run.approvals.respond(callId, readResponse(callId, response, running, run.approvals, tools));
    return run.output.handle;
  }
  const last = tree.entries.last;
  const open = last !== undefined && last.id !== run?.progress.answerId && isOpen(last) ? last : undefined;
  const toolCalls = open?.toolCalls ?? tree.entries.array.flatMap((entry) => entry.toolCalls);
  const approvals = (open && responses.get(open.id)) ?? new Approvals(approve, open);
  approvals.respond(callId, readResponse(callId, response, toolCalls, approvals, tools));
  // Only an open call can be answered.
  const entryId = open?.id ?? '';
  responses.set(entryId, approvals);
  return continueCalls(runner, entryId);
}

/** Starts the run that continues the open calls of an entry, or lets it wait for the active one. */
function continueCalls<Metadata>(runner: ConversationRunner<Metadata>, entryId: string): RunHandle {
  const { queue, ids } = runner;
  const isContinuation = (command: QueuedCommand): boolean =>
    command.type === 'regenerate' && command.isContinuation === true && command.entryId === entryId;
  const queued = queue.commands.find(isContinuation);
  const known = queued && queue.getHandle(queued.id);
  // One that was loaded has no handle.
  if (queued !== undefined && known === undefined) queue.cancel(queued.id);
  queue.release();
  const handle =
    known ?? queue.add({ type: 'regenerate', id: ids.next(), entryId, isContinuation: true }, 'first');
  if (runner.phase === 'idle') runner.drain();
  else runner.emit();
  return handle;
}

/** Returns the response with a detached copy of its arguments. */
function readResponse(
  callId: string,
  response: ApprovalResponse,
  toolCalls: readonly ConversationToolCall[],
  approvals: Approvals,
  tools: RunSettings['tools'],
): ApprovalResponse {
  const found = toolCalls.find(({ call }) => call.id === callId);
  assertOption(found !== undefined, 'callId', 'the id of a call that awaits an approval', callId);
  const { call, status } = found;
  const isAnswered = approvals.isAnswered(callId);
  if (isAnswered || status !== 'awaiting-approval') {
    const message = isAnswered ? 'the call has been answered already' : 'the call does not await an approval';
    throw toolFailure(call, 'approval', { message });
  }
  const edited = toPlainArguments(response.arguments);
  if (edited === undefined) return response;
  throwSynchronousError(checkEdit(call, tools, edited));
  return { ...response, arguments: edited };
}

/** An asynchronous schema reports its issues to the model instead. */
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
