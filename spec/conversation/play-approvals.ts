import * as fc from 'fast-check';
import { NEVER, type Observable, asyncScheduler, defer, map, tap, timer } from 'rxjs';
import {
  type ApprovalRequest,
  type ApprovalResponse,
  Conversation,
  type ConversationExport,
  type ConversationOptions,
  type ConversationState,
  type ToolCall,
  type UsageRecord,
  VeniceClient,
  tool,
  usageRecords,
} from 'venice-rx';
import { approvalSigner } from 'venice-rx/node';
import { type TextReply, engineReplies, inVirtualTime, scriptedTransport } from 'venice-rx/testing';
import { jsonCopy } from './exported-tree.js';

/** A guarded tool needs an approval; a tool whose name ends with `_again` is idempotent. */
const names = ['guarded', 'guarded', 'guarded', 'guarded_again', 'free', 'free_again'] as const;
const call = fc.record({ name: fc.constantFrom(...names), wait: fc.nat(6) });
const calls = fc.array(call, { minLength: 1, maxLength: 3 });
const fault = fc.constantFrom<TextReply>(
  { text: '', fault: { http: { status: 500, body: {} } } },
  { text: 'And', tail: 'cut' },
);
const reply = fc.oneof(
  { weight: 4, arbitrary: fc.record({ calls }) },
  { weight: 2, arbitrary: fc.constant<TextReply>({ text: 'Done.' }) },
  { weight: 1, arbitrary: fault },
);
const answers = ['approve', 'approve', 'refuse', 'edit', 'approve'] as const;
const commands = ['send', 'send', 'regenerate', 'stop', 'edit_question', 'select', 'resume'] as const;
const reloads = ['reload', 'reload', 'close', 'crash', 'keep', 'remove'] as const;
const command = fc.record({
  after: fc.nat(8),
  type: fc.constantFrom(...answers, ...answers, ...commands, ...reloads),
  /** Selects a call, a question or a version. */
  place: fc.nat(9),
});
export const approvals = fc.record({
  replies: fc.array(reply, { minLength: 1, maxLength: 6 }),
  commands: fc.array(command, { minLength: 2, maxLength: 14 }),
  whileRunning: fc.constantFrom('concat', 'concat', 'switch', 'exhaust'),
  onToolError: fc.constantFrom('tell-model', 'tell-model', 'fail'),
  concurrency: fc.constantFrom(1, 2, Infinity),
  approver: fc.constantFrom('none', 'none', 'pending', 'slow'),
  isSigned: fc.boolean(),
  /** Ids of the calls: different, the same in every answer, or missing. */
  ids: fc.constantFrom('unique', 'unique', 'repeated', 'absent'),
});
export type Case = typeof approvals extends fc.Arbitrary<infer T> ? T : never;

/** A state, with other facts at the time when it was emitted. */
export interface Observation {
  readonly state: ConversationState;
  readonly exported: ConversationExport;
  /** Number of active requests. */
  readonly open: number;
}

/** Plays random commands in virtual time, and counts the approvals and executions of each call across all reloads. */
export function playApprovals({ replies, commands: plan, approver, isSigned, ids: kind, ...others }: Case) {
  const observations: Observation[] = [];
  const records: UsageRecord[] = [];
  const errors: unknown[] = [];
  /** The number of executions of each call, by the number of the call, since ids may repeat. */
  const executions = new Map<string, { readonly name: string; readonly count: number }>();
  /** The number of approvals of each call, by the number of the call. */
  const granted = new Map<string, number>();
  const unapproved: string[] = [];
  const grant = (id: string): unknown => granted.set(id, (granted.get(id) ?? 0) + 1);
  return inVirtualTime(({ flush }) => {
    let requestCount = 0;
    let numbers = 0;
    const executedIds: string[] = [];
    const makeTool = (name: string, needsApproval: boolean, idempotent: boolean) =>
      tool({
        name,
        description: 'Counts its executions.',
        needsApproval,
        idempotent,
        execute: ({ wait = 1 }, { call: executed }) =>
          defer(() => {
            const id = toNumber(executed);
            if (!executedIds.includes(executed.id)) executedIds.push(executed.id);
            const count = (executions.get(id)?.count ?? 0) + 1;
            executions.set(id, { name, count });
            if (needsApproval && count > (granted.get(id) ?? 0)) unapproved.push(id);
            return timer(Number(wait)).pipe(map(() => `ran ${id}`));
          }),
      });
    const tools = [
      makeTool('guarded', true, false),
      makeTool('guarded_again', true, true),
      makeTool('free', false, false),
      makeTool('free_again', false, true),
    ];
    const toReply = (one: (typeof replies)[number]): TextReply =>
      'calls' in one
        ? {
            text: 'Hm. ',
            toolCalls: one.calls.map(({ name, wait }, index) => {
              const number = (numbers += 1);
              const id = { unique: `id_${number}`, repeated: `call_${index + 1}`, absent: '' }[kind];
              return { id, name, arguments: JSON.stringify({ wait, number }) };
            }),
          }
        : one;
    const script = [{ reply: () => toReply(replies[requestCount++ % replies.length] ?? { text: '' }) }];
    const transport = scriptedTransport(engineReplies({ script, errorBudget: false }));
    const client = new VeniceClient({ baseURL: 'http://test', transport, circuitBreaker: false });
    usageRecords(client).subscribe((record) => {
      // A run without messages fails before its request.
      if (record.attempts > 0) records.push(record);
    });
    const approve = ({
      needsApproval,
      call: awaitingCall,
    }: ApprovalRequest): Observable<boolean> | boolean => {
      if (!needsApproval) return true;
      return approver === 'pending'
        ? NEVER
        : timer(7).pipe(
            map(() => true),
            tap(() => grant(toNumber(awaitingCall))),
          );
    };
    const options: ConversationOptions = {
      request: { model: 'default' },
      tools,
      maxSteps: 4,
      ...others,
      ...(approver !== 'none' && { approve }),
      ...(isSigned && {
        approvalSigner: approvalSigner({ secret: 'x'.repeat(32), conversationId: 'any' }),
      }),
    };
    const open = (): number => transport.requests.length - records.length;
    const begin = (from?: ConversationExport): Conversation => {
      const next = new Conversation(client.chat.completions, { ...options, from });
      next.state.subscribe((state) => {
        // States that only have more text than the state before are left out: an export is expensive.
        const isText = state.status === 'streaming' && observations.at(-1)?.state.status === 'streaming';
        if (!isText) observations.push({ state, exported: next.export(), open: open() });
      });
      return next;
    };
    let conversation = begin();
    let savedExport: ConversationExport | undefined;
    let accepted = 0;
    let rejected = 0;
    const respond = (id: string, response: ApprovalResponse): void => {
      const { toolCalls, entries: path } = conversation.currentState;
      const shown = path.at(-1)?.toolCalls.find((one) => one.call.id === id);
      const entry = shown ?? toolCalls.find((one) => one.call.id === id);
      const number = entry === undefined ? 'none' : toNumber(entry.call);
      // Counted first, since the tool may run synchronously.
      if (response.approved) grant(number);
      try {
        if (!conversation.respondToApproval(id, response).isAccepted) throw new Error('closed');
        accepted += 1;
      } catch (error) {
        rejected += 1;
        if (response.approved) granted.set(number, (granted.get(number) ?? 0) - 1);
        errors.push(error);
      }
    };
    const restart = (from: ConversationExport): void => {
      conversation.close();
      conversation = begin(jsonCopy(from));
    };
    const act = (type: (typeof plan)[number]['type'], place: number): void => {
      const { entries: path, toolCalls } = conversation.currentState;
      const users = path.filter(({ message }) => message.role === 'user');
      const user = users[place % users.length];
      // Usually a call that waits; sometimes a call with a response or a result.
      const id = toolCalls[place % toolCalls.length]?.call.id ?? executedIds[place % executedIds.length];
      if (type === 'approve' && id) respond(id, { approved: true });
      if (type === 'refuse' && id) respond(id, { approved: false, reason: 'No.' });
      if (type === 'edit' && id) respond(id, { approved: true, arguments: { wait: 2 } });
      if (type === 'send') conversation.send(`Question ${place}?`);
      if (type === 'regenerate') conversation.regenerate();
      if (type === 'stop') conversation.stop();
      if (type === 'resume') conversation.resume();
      if (type === 'edit_question' && user) conversation.edit(user.id, `Rather ${place}?`);
      if (type === 'select' && user) conversation.select(user.versions[place % user.versions.length] ?? '');
      if (type === 'remove' && user && place < 3) conversation.remove(user.id);
      if (type === 'reload') restart(conversation.export());
      if (type === 'close') {
        conversation.close();
        restart(conversation.export());
      }
      // After `keep`, `crash` loads an export that does not have the last changes.
      if (type === 'keep') savedExport = conversation.export();
      if (type === 'crash') restart(savedExport ?? conversation.export());
    };
    conversation.send('Begin.');
    let at = 0;
    for (const { after, type, place } of plan) {
      at += after;
      timer(at).subscribe(() => {
        act(type, place);
      });
    }
    // Approves the last calls: in most cases the random commands leave some of them open.
    for (const after of [20, 60, 100]) {
      timer(at + after).subscribe(() => {
        for (const {
          call: { id },
          status,
        } of conversation.currentState.toolCalls)
          if (status === 'awaiting-approval') respond(id, { approved: true });
      });
    }
    timer(at + 140).subscribe(() => {
      conversation.close();
    });
    flush();
    return {
      observations,
      errors,
      executions,
      granted,
      unapproved,
      accepted,
      rejected,
      openAtEnd: open(),
      requests: transport.requests,
      lastTimer: asyncScheduler.now(),
      endAt: at + 140,
      hasMissedChanges: plan.some(({ type }) => type === 'crash') && savedExport !== undefined,
    };
  });
}

/** Returns the number of a call, which is in the arguments of the model. */
function toNumber(call: ToolCall): string {
  const { number } = JSON.parse(call.function.arguments) as { readonly number: number };
  return String(number);
}
