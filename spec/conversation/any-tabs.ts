import { deepStrictEqual } from 'node:assert';
import * as fc from 'fast-check';
import { type Observable, asyncScheduler, concatMap, defer, delay, filter, from, map, timer } from 'rxjs';
import {
  type ApprovalResponse,
  Conversation,
  type ConversationRow,
  type ConversationState,
  type ConversationStore,
  type ToolCall,
  type UsageRecord,
  VeniceClient,
  repairHistory,
  tool,
  usageRecords,
  validateHistory,
} from 'venice-rx';
import { memoryStore } from 'venice-rx/stores';
import { type TextReply, engineReplies, inVirtualTime, scriptedTransport } from 'venice-rx/testing';
import { z } from 'zod';
import { end, step, tools } from '../tools/any-reply.js';
import { idsWithin } from './exported-tree.js';
import { mutex } from './mutex.js';

const slow = fc.record({
  text: fc.constantFrom('Well, that is a long story.', 'Yes.'),
  timing: fc.record({ headersDelay: fc.nat(3), firstTokenDelay: fc.nat(3), tokenDelay: fc.nat(3) }),
});
/** An answer with calls, most of which need an approval. */
const withCalls = fc.record({
  text: fc.constantFrom('', 'May I? '),
  toolCalls: fc.array(fc.constantFrom({ name: 'guarded' }, { name: 'guarded' }, { name: 'value' }), {
    minLength: 1,
    maxLength: 3,
  }),
});
const reply: fc.Arbitrary<TextReply> = fc.oneof(slow, slow, step, step, end, withCalls, withCalls);
const anyReplies = fc.oneof(
  fc.array(reply, { minLength: 1, maxLength: 6 }),
  fc.array(fc.oneof(withCalls, withCalls, slow), { minLength: 1, maxLength: 4 }),
);
const commandTypes = [
  ...['send', 'send', 'send', 'regenerate', 'edit', 'stop', 'resume'],
  ...['approve', 'approve', 'approve', 'approve', 'approve', 'refuse', 'approveEdited'],
  ...['select', 'remove', 'setMetadata', 'replace', 'cancelQueued', 'editQueued', 'clearQueue'],
  ...['reload', 'crash'],
] as const;
const approvalCommandTypes: readonly (typeof commandTypes)[number][] = [
  ...(['approve', 'approve', 'approve', 'approve', 'approveEdited', 'refuse'] as const),
  ...(['send', 'regenerate', 'edit', 'stop', 'resume', 'cancelQueued', 'reload', 'crash'] as const),
];
const anyCommandFrom = (among: readonly (typeof commandTypes)[number][]) =>
  fc.record({
    after: fc.oneof(fc.nat(4), fc.nat(40)),
    /** Index of the conversation. */
    tab: fc.nat(1),
    type: fc.constantFrom(...among),
    /** Selects an entry, a call or a queued command. */
    place: fc.nat(9),
  });
const anyCommands = fc.oneof(
  fc.array(anyCommandFrom(commandTypes), { minLength: 1, maxLength: 18 }),
  fc
    .tuple(
      anyCommandFrom(['send']),
      fc.array(anyCommandFrom(approvalCommandTypes), { minLength: 1, maxLength: 12 }),
    )
    .map(([first, others]) => [first, ...others]),
);
/** The delay of a call of the store, and whether the call fails before or after it takes effect. */
const storeCall = fc.record({
  after: fc.constantFrom(0, 0, 1, 3),
  fails: fc.constantFrom('no', 'no', 'no', 'no', 'no', 'before', 'after'),
});
/** Replies, commands for two conversations with the same store, and the behavior of the store. */
export const anyTabs = fc.record({
  replies: anyReplies,
  commands: anyCommands,
  storeCalls: fc.array(storeCall, { minLength: 1, maxLength: 12 }),
  lock: fc.constantFrom('mutex', 'store'),
  saveInterval: fc.constantFrom(1, 5, 500),
});
export type Tabs = typeof anyTabs extends fc.Arbitrary<infer T> ? T : never;

/** Wraps a store for several tabs: its calls are slow, and some fail. Calls of a tab that are pending at its `crash` have no effect. */
function createUnreliableStore(store: ConversationStore, storeCalls: Tabs['storeCalls']) {
  let calls = 0;
  let isReliable = false;
  const tab = () => {
    let hasCrashed = false;
    const call = <T>(work: () => Observable<T>): Observable<T> =>
      defer(() => {
        const { after, fails } = storeCalls[calls++ % storeCalls.length] ?? { after: 0, fails: 'no' };
        const isFailing = !isReliable && fails !== 'no';
        return timer(isReliable ? 0 : after).pipe(
          concatMap(() => {
            if (hasCrashed || (isFailing && fails === 'before')) throw new Error('the store is unavailable');
            return work();
          }),
          map((result) => {
            if (isFailing) throw new Error('the confirmation was lost');
            return result;
          }),
        );
      });
    const tabStore: ConversationStore = {
      load: (id, since) => call(() => from(store.load(id, since))),
      append: (id, rows, revision) => call(() => from(store.append(id, rows, revision))),
      list: () => store.list(),
      delete: (id) => store.delete(id),
      changes: (id) => from(store.changes(id)).pipe(delay(1)),
    };
    return { store: tabStore, crash: () => (hasCrashed = true) };
  };
  return { tab, makeReliable: () => (isReliable = true) };
}

interface Observation {
  readonly state: ConversationState;
  /** Number of active requests. */
  readonly open: number;
}

/** All parents that each entry has had: an entry may be moved if both conversations have added it. */
type Parents = Map<string, Set<string | null>>;

function addParents(added: Iterable<readonly [string, Iterable<string | null>]>, to: Parents): void {
  for (const [id, parentIds] of added) to.set(id, new Set([...(to.get(id) ?? []), ...parentIds]));
}

/** Returns the parts of the state and of the export that are the same in all tabs. */
function getSharedParts(conversation: Conversation): unknown {
  const { entries, messages, queue, usage, cost, interrupted } = conversation.currentState;
  const all = conversation.export();
  const sorted = [...all.entries].sort((one, other) => (one.id < other.id ? -1 : 1));
  const parts = {
    entries,
    messages,
    queue,
    usage,
    cost,
    interrupted,
    all: sorted,
    selected: [...all.selected].sort(),
  };
  return JSON.parse(JSON.stringify(parts));
}

/** Counts the approvals and executions of calls, by the number of the call. */
class ApprovalCounter {
  readonly granted = new Map<number, number>();
  readonly executions = new Map<number, number>();
  readonly unapproved: number[] = [];
  /** The conversation that has responded to a call last. */
  readonly #approver = new Map<number, Conversation>();
  /** Number of calls that were approved in one conversation and executed in another. */
  elsewhere = 0;
  #last = 0;

  /** Creates the tool for a conversation. */
  makeTool(owner: () => Conversation) {
    return tool({
      name: 'guarded',
      description: 'Counts its executions.',
      inputSchema: z.object({ number: z.number(), wait: z.number().default(2) }),
      needsApproval: true,
      execute: ({ wait }, { call }) => {
        const number = toNumber(call);
        const count = (this.executions.get(number) ?? 0) + 1;
        this.executions.set(number, count);
        if (count > (this.granted.get(number) ?? 0)) this.unapproved.push(number);
        if (this.#approver.get(number) !== owner()) this.elsewhere += 1;
        return timer(wait).pipe(map(() => `ran ${number}`));
      },
    });
  }

  /** Adds a number to each call that needs an approval. */
  addNumbers(original: TextReply): TextReply {
    const toolCalls = original.toolCalls?.map((call) => {
      if (call.name !== 'guarded') return call;
      const number = (this.#last += 1);
      return { ...call, id: `guarded-${number}`, arguments: JSON.stringify({ number }) };
    });
    return { ...original, ...(toolCalls && { toolCalls }) };
  }

  respond(conversation: Conversation, place: number, type: (typeof commandTypes)[number]): void {
    const { toolCalls } = conversation.currentState;
    const entry = toolCalls[place % toolCalls.length];
    if (entry?.call.function.name !== 'guarded') return;
    const number = toNumber(entry.call);
    const before = this.granted.get(number) ?? 0;
    const response: ApprovalResponse = {
      approved: type !== 'refuse',
      ...(type === 'approveEdited' && { arguments: { number: -1, wait: 5 } }),
    };
    // Counted first, since the tool may run synchronously.
    if (response.approved) this.granted.set(number, before + 1);
    const approver = this.#approver.get(number) ?? conversation;
    this.#approver.set(number, conversation);
    try {
      conversation.respondToApproval(entry.call.id, response);
    } catch {
      // The call already has a response, or has ended.
      this.granted.set(number, before);
      this.#approver.set(number, approver);
    }
  }
}

function toNumber({ function: { arguments: text } }: ToolCall): number {
  return (JSON.parse(text) as { readonly number: number }).number;
}

/** Plays the commands in virtual time, and returns all states and the final parts of both conversations. */
export function playTabs({ replies, commands, storeCalls, lock, saveInterval }: Tabs) {
  const observations: Observation[] = [];
  const records: UsageRecord[] = [];
  const approvals = new ApprovalCounter();
  let removed: ReadonlySet<string> = new Set();
  /** Entries in the store or in an open conversation, and their parents. */
  const allParents: Parents = new Map();
  return inVirtualTime(
    ({ flush }) => {
      let requestCount = 0;
      const script = [
        { reply: () => approvals.addNumbers(replies[requestCount++ % replies.length] ?? { text: '' }) },
      ];
      const transport = scriptedTransport(engineReplies({ script, errorBudget: false }));
      const client = new VeniceClient({ baseURL: 'http://test', transport, circuitBreaker: false });
      usageRecords(client).subscribe((record) => {
        // A run without messages fails before its request.
        if (record.attempts > 0) records.push(record);
      });
      const memory = memoryStore();
      const stores = createUnreliableStore(memory, storeCalls);
      const commonLock = lock === 'mutex' ? mutex() : 'store';
      let ids = 0;
      const open = () => {
        const tab = stores.tab();
        const guarded = approvals.makeTool(() => conversation);
        const conversation: Conversation = Conversation.load('chat', client.chat.completions, {
          store: tab.store,
          lock: commonLock,
          saveInterval,
          request: { model: 'default' },
          messages: [{ role: 'system', content: 'Be brief.' }],
          tools: [...tools, guarded],
          maxSteps: 4,
          generateId: () => `id-${(ids += 1)}`,
        });
        conversation.state.subscribe((state) => {
          observations.push({ state, open: transport.requests.length - records.length });
        });
        const failures = conversation.state.pipe(filter(({ status }) => status === 'failed'));
        failures.pipe(delay(7)).subscribe(() => conversation.retryLoad());
        return { conversation, crash: tab.crash, parents: new Map() as Parents };
      };
      const tabs = [open(), open()] as const;
      const recordParents = (): void => {
        for (const { conversation, parents } of tabs) {
          // The results of running tools are in the export, but not in the conversation yet.
          if (conversation.currentState.isRunning) continue;
          for (const { id, parentId } of conversation.export().entries)
            addParents([[id, [parentId]]], parents);
        }
      };
      let at = 0;
      for (const { after, tab, type, place } of commands) {
        at += after;
        timer(at).subscribe(() => {
          recordParents();
          const { conversation, crash, parents } = tabs[tab]!;
          if (type === 'remove') {
            const id = pick(conversation, place);
            if (id === undefined || place > 4) return;
            removed = new Set([...removed, ...idsWithin(conversation.export(), id)]);
            conversation.remove(id);
          } else if (type === 'reload' || type === 'crash') {
            if (type === 'crash') crash();
            else addParents(parents, allParents);
            conversation.close();
            Object.assign(tabs[tab]!, open());
          } else if (type === 'approve' || type === 'approveEdited' || type === 'refuse') {
            approvals.respond(conversation, place, type);
          } else command(conversation, type, place);
        });
      }
      // Then the store works: within two minutes all runs end, some of them by `stop`, and everything is saved.
      timer(at + 1).subscribe(() => stores.makeReliable());
      let ends: unknown[] = [];
      let errors: unknown[] = [];
      let reloaded: unknown;
      let remainingIds: ReadonlySet<string> = new Set();
      timer(at + 100_000).subscribe(() => {
        for (const { conversation } of tabs) conversation.stop();
      });
      timer(at + 120_000).subscribe(() => {
        recordParents();
        for (const { parents } of tabs) addParents(parents, allParents);
        remainingIds = new Set(tabs[0].conversation.export().entries.map(({ id }) => id));
        ends = tabs.map(({ conversation }) => getSharedParts(conversation));
        errors = tabs.map(({ conversation }) => conversation.currentState.saveError);
        const third = Conversation.load('chat', client.chat.completions, {
          store: memory,
          lock: false,
          request: { model: 'default' },
          messages: [{ role: 'system', content: 'Be brief.' }],
        });
        reloaded = getSharedParts(third);
        for (const conversation of [third, ...tabs.map((tab) => tab.conversation)]) conversation.close();
      });
      flush();
      const lastTimer = asyncScheduler.now() - at;
      const rows = readRows(memory).filter(({ type }) => type === 'entry').length;
      return {
        observations,
        ends,
        errors,
        reloaded,
        rows,
        removed,
        allParents,
        remainingIds,
        lastTimer,
        approvals,
      };
    },
    { maxEvents: 20_000 },
  );
}

function readRows(store: ConversationStore): readonly ConversationRow[] {
  let rows: readonly ConversationRow[] = [];
  from(store.load('chat')).subscribe((changes) => (rows = changes.rows));
  return rows;
}

/** Returns the id of some entry, except of an answer that is arriving. */
function pick(conversation: Conversation, place: number): string | undefined {
  const { entries, isRunning } = conversation.currentState;
  const all = conversation.export().entries.filter(({ message }) => !isRunning || message.role !== 'tool');
  const id = all[(place * 7) % all.length]?.id;
  return entries.some((entry) => entry.id === id && entry.status === 'streaming') ? undefined : id;
}

function command(conversation: Conversation, type: (typeof commandTypes)[number], place: number): void {
  const { entries, queue } = conversation.currentState;
  const onPath = entries[place % entries.length];
  const users = entries.filter(({ message }) => message.role === 'user');
  const user = users[place % users.length];
  const waiting = queue[place % queue.length];
  const chosen = pick(conversation, place);
  if (type === 'send') conversation.send(`Question ${place}?`);
  if (type === 'stop') conversation.stop();
  if (type === 'resume') conversation.resume();
  if (type === 'clearQueue') conversation.clearQueue();
  if (type === 'regenerate') conversation.regenerate();
  if (type === 'edit' && user) conversation.edit(user.id, `Rather ${place}?`);
  if (type === 'cancelQueued' && waiting) conversation.cancelQueued(waiting.id);
  if (type === 'editQueued' && waiting) conversation.editQueued(waiting.id, `Or ${place}?`);
  if (type === 'setMetadata' && onPath) conversation.setMetadata(onPath.id, { place });
  if (type === 'replace' && user) conversation.replace(user.id, { role: 'user', content: `So ${place}.` });
  if (type === 'select' && chosen !== undefined) conversation.select(chosen);
}

/** The guarantees for two conversations with the same store, after any commands and failures. */
export const guarantees = {
  'both end in the same state, and so does a conversation that is loaded afterwards': ({
    ends,
    reloaded,
    rows,
  }) => {
    // If nothing was saved, each conversation has only its initial messages, with other times.
    if (rows === 0) return;
    deepStrictEqual(ends[1], ends[0]);
    deepStrictEqual(reloaded, ends[0]);
  },
  'an entry disappears only if it, or an entry before it, is removed': ({
    allParents,
    remainingIds,
    removed,
    rows,
  }) => {
    if (rows === 0) return;
    const expected = new Set(removed);
    for (const before of expected)
      for (const [id, parentIds] of allParents) if (parentIds.has(before)) expected.add(id);
    const lost = [...allParents.keys()].filter((id) => !remainingIds.has(id) && !expected.has(id));
    if (lost.length > 0) throw new Error(`${lost.join()} lost; ${[...remainingIds].join()} remain`);
  },
  'at most one request is open at a time': ({ observations }, { storeCalls, lock }) => {
    // A conversation sends even if its store fails, but such a store cannot be a lock.
    if (lock === 'store' && storeCalls.some(({ fails }) => fails !== 'no')) return;
    for (const { open } of observations) if (open > 1) throw new Error(`${open} requests`);
  },
  'a tool runs at most once per approval': ({ approvals }, { storeCalls, commands }) => {
    const { unapproved, executions } = approvals;
    if (unapproved.length > 0) throw new Error(`${unapproved.join()} without an approval`);
    // If a process ends or cannot save, a call that it has executed may still be open in the store.
    const isCertain = storeCalls.every(({ fails }) => fails === 'no');
    if (!isCertain || commands.some(({ type }) => type === 'crash' || type === 'reload')) return;
    for (const [number, count] of executions)
      if (count > 1) throw new Error(`${number} was executed ${count} times`);
  },
  'the history can be sent in every state': ({ observations }) => {
    for (const { state } of observations) {
      if (validateHistory(state.messages).length > 0) throw new Error(JSON.stringify(state.messages));
      if (repairHistory(state.messages) !== state.messages) throw new Error(JSON.stringify(state.messages));
    }
  },
  'everything is saved in the end, and no timer is left': ({ errors, lastTimer }) => {
    deepStrictEqual(errors, [undefined, undefined]);
    // The conversations are closed after 120 seconds, and may save for 30 seconds after that.
    if (lastTimer >= 160_000) throw new Error(`a timer ends after ${lastTimer} ms`);
  },
} satisfies Readonly<Record<string, (played: ReturnType<typeof playTabs>, tabs: Tabs) => void>>;
