import * as fc from 'fast-check';
import { asyncScheduler, map, timer } from 'rxjs';
import {
  type ChatMessage,
  Conversation,
  type ConversationExport,
  type ConversationOptions,
  type ConversationState,
  type UsageRecord,
  VeniceClient,
  repairHistory,
  tool,
  trimToTokens,
  usageRecords,
} from 'venice-rx';
import { type TextReply, engineReplies, inVirtualTime, scriptedTransport } from 'venice-rx/testing';
import { end, step, tools } from '../tools/any-reply.js';
import { idsWithin, messagesTo, jsonCopy } from './exported-tree.js';

const slow = fc.record({
  text: fc.constantFrom('Well, that is a long story.', 'Yes.'),
  reasoning: fc.constantFrom('', 'So.'),
  timing: fc.record({ headersDelay: fc.nat(3), firstTokenDelay: fc.nat(3), tokenDelay: fc.nat(3) }),
});
const blank = fc.constantFrom<TextReply>(
  { text: '\n\n' },
  { text: '\n\n \u00a0', timing: { tokenDelay: 2 } },
);
const tooLong = fc.constant<TextReply>({
  text: '',
  fault: { http: { status: 400, body: { error: { message: 'no', code: 'context_length_exceeded' } } } },
});
const reply: fc.Arbitrary<TextReply> = fc.oneof(slow, slow, slow, step, step, end, end, blank, tooLong);
const common = ['send', 'send', 'regenerate', 'edit', 'stop', 'resume', 'send'] as const;
const versions = ['regenerateEntry', 'edit', 'select', 'remove', 'replace', 'setMetadata'] as const;
const queued = ['cancelQueued', 'editQueued', 'clearQueue'] as const;
const command = fc.record({
  after: fc.nat(12),
  type: fc.constantFrom(...common, ...common, ...versions, ...queued, 'stop', 'reload', 'close'),
  /** Selects an entry or a queued command. */
  place: fc.nat(9),
});
export const conversations = fc.record({
  replies: fc.array(reply, { minLength: 1, maxLength: 8 }),
  commands: fc.array(command, { minLength: 1, maxLength: 16 }),
  whileRunning: fc.constantFrom('concat', 'switch', 'exhaust'),
  onToolError: fc.constantFrom('tell-model', 'tell-model', 'fail'),
  maxSteps: fc.integer({ min: 1, max: 4 }),
  holdQueueOn: fc.constantFrom('failure', 'failure', 'not-retryable', 'never'),
  allowUserAfterTool: fc.boolean(),
  trimWhenTooLong: fc.constantFrom(true, undefined),
  isTrimmed: fc.boolean(),
});
export type Case = typeof conversations extends fc.Arbitrary<infer T> ? T : never;

/** A state, with other facts at the time when it was emitted. */
export interface Observation {
  readonly state: ConversationState;
  readonly exported: ConversationExport;
  /** Number of active requests. */
  readonly open: number;
  /** Number of times that the conversation was loaded. */
  readonly loads: number;
  /** Number of `select` and `remove` commands so far, which may show other entries. */
  readonly switches: number;
  /** Ids that have been removed. */
  readonly removed: ReadonlySet<string>;
}

/** The messages that a retry should have sent, and the messages that it has sent. */
export interface Retry {
  readonly expected: readonly ChatMessage[];
  readonly sent: readonly ChatMessage[];
}

/** Plays random commands in virtual time, and closes the conversation at the end, since some runs would never end. */
export function playRandom({ replies, commands, isTrimmed, trimWhenTooLong, ...options }: Case) {
  const observations: Observation[] = [];
  const records: UsageRecord[] = [];
  const errors: Error[] = [];
  const retries: Retry[] = [];
  let removed: ReadonlySet<string> = new Set();
  return inVirtualTime(({ flush }) => {
    let requestCount = 0;
    let runs = 0;
    const countingTool = tool({
      name: 'value',
      description: 'Counts its runs.',
      execute: () => timer(1).pipe(map(() => `ran ${(runs += 1)}`)),
    });
    const script = [{ reply: () => replies[requestCount++ % replies.length] ?? { text: '' } }];
    const transport = scriptedTransport(engineReplies({ script, errorBudget: false }));
    // A run that a circuit breaker rejects would have a usage record, but no request.
    const client = new VeniceClient({ baseURL: 'http://test', transport, circuitBreaker: false });
    usageRecords(client).subscribe((record) => {
      // A run without messages fails before its request.
      if (record.attempts > 0) records.push(record);
    });
    const conversationOptions: ConversationOptions = {
      request: { model: 'default' },
      messages: [{ role: 'system', content: 'Be brief.' }],
      tools: tools.map((one) => (one.definition.function.name === 'value' ? countingTool : one)),
      ...options,
      ...(isTrimmed && { trim: trimToTokens({ maxTokens: 40 }) }),
      ...(trimWhenTooLong && { trimWhenTooLong }),
    };
    let loads = 0;
    let switches = 0;
    let changes = 0;
    const open = (): number => transport.requests.length - records.length;
    const begin = (from?: ConversationExport): Conversation => {
      const next = new Conversation(client.chat.completions, { ...conversationOptions, from });
      loads += 1;
      const load = loads;
      next.state.subscribe((state) => {
        const exported = next.export();
        observations.push({
          state,
          exported,
          open: open(),
          loads: load,
          switches,
          removed,
        });
        if (state.error) errors.push(state.error);
      });
      return next;
    };
    let conversation = begin();
    const retry = (): void => {
      const { isRunning, isHeld, queue, interrupted } = conversation.currentState;
      const isNext = !isRunning && (isHeld || queue.length === 0) && interrupted !== undefined;
      const expected = isNext && messagesTo(conversation.export(), interrupted.afterId);
      const before = transport.requests.length;
      conversation.regenerate();
      const body = transport.requests[before]?.body as { readonly messages: Retry['sent'] } | undefined;
      const { allowUserAfterTool } = options;
      if (expected && body && !isTrimmed && !trimWhenTooLong)
        retries.push({ expected: repairHistory(expected, { allowUserAfterTool }), sent: body.messages });
    };
    let at = 0;
    for (const { after, type, place } of commands) {
      at += after;
      timer(at).subscribe(() => {
        const { entries: path, queue } = conversation.currentState;
        // The results of running tools are in the export, but not in the conversation yet.
        const all = conversation
          .export()
          .entries.filter(({ message }) => !conversation.currentState.isRunning || message.role !== 'tool');
        const onPath = path[place % path.length];
        const anywhere = all[(place * 7) % all.length];
        const users = path.filter(({ message }) => message.role === 'user');
        const user = users[place % users.length];
        const waiting = queue[place % queue.length];
        const canBeChanged =
          anywhere && path.every(({ id, status }) => id !== anywhere.id || status !== 'streaming');
        if (type === 'send') conversation.send(`Question ${place}?`);
        if (type === 'stop') conversation.stop();
        if (type === 'resume') conversation.resume();
        if (type === 'clearQueue') conversation.clearQueue();
        if (type === 'regenerate') retry();
        if (type === 'regenerateEntry' && onPath) conversation.regenerate(onPath.id);
        if (type === 'edit' && user) conversation.edit(user.id, `Rather ${place}?`);
        if (type === 'cancelQueued' && waiting) conversation.cancelQueued(waiting.id);
        if (type === 'editQueued' && waiting) conversation.editQueued(waiting.id, `Or ${place}?`);
        if (type === 'setMetadata' && onPath) conversation.setMetadata(onPath.id, { number: (changes += 1) });
        if (type === 'close') conversation.close();
        if (type === 'select' && canBeChanged) {
          switches += 1;
          conversation.select(anywhere.id);
        }
        if (type === 'remove' && place < 5 && canBeChanged) {
          switches += 1;
          removed = new Set([...removed, ...idsWithin(conversation.export(), anywhere.id)]);
          conversation.remove(anywhere.id);
        }
        if (type === 'replace' && user)
          conversation.replace(user.id, { role: 'user', content: `Replaced ${(changes += 1)}.` });
        if (type === 'reload') {
          const exported = conversation.export();
          conversation.close();
          conversation = begin(jsonCopy(exported));
        }
      });
    }
    let openAtEnd = -1;
    timer(at + 40).subscribe(() => {
      conversation.close();
      openAtEnd = open();
    });
    flush();
    return {
      observations,
      errors,
      records,
      retries,
      requests: transport.requests,
      openAtEnd,
      lastTimer: asyncScheduler.now(),
      endAt: at + 40,
    };
  });
}
