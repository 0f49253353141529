import { deepStrictEqual } from 'node:assert';
import * as fc from 'fast-check';
import { Observable, asyncScheduler, concatMap, defer, delay, filter, from, map, timer } from 'rxjs';
import {
  Conversation,
  type ConversationLock,
  type ConversationRow,
  type ConversationState,
  type ConversationStore,
  type UsageRecord,
  VeniceClient,
  repairHistory,
  usageRecords,
  validateHistory,
} from 'venice-rx';
import { memoryStore } from 'venice-rx/stores';
import { type TextReply, engineReplies, inVirtualTime, scriptedTransport } from 'venice-rx/testing';
import { caseCount, seed } from '../support/cases.js';
import { end, step, tools } from '../tools/any-reply.js';
import { idsWithin } from './exported-tree.js';

const slow = fc.record({
  text: fc.constantFrom('Well, that is a long story.', 'Yes.'),
  timing: fc.record({ headersDelay: fc.nat(3), firstTokenDelay: fc.nat(3), tokenDelay: fc.nat(3) }),
});
const reply: fc.Arbitrary<TextReply> = fc.oneof(slow, slow, step, step, end);
const types = [
  ...['send', 'send', 'send', 'regenerate', 'edit', 'stop', 'resume'],
  ...['select', 'remove', 'setMetadata', 'replace', 'cancelQueued', 'editQueued', 'clearQueue'],
  ...['reload', 'crash'],
] as const;
const anyCommand = fc.record({
  after: fc.oneof(fc.nat(4), fc.nat(40)),
  /** Which of the two conversations. */
  tab: fc.nat(1),
  type: fc.constantFrom(...types),
  place: fc.nat(9),
});
/** How the store answers a call: when, and whether it fails before or after it has done its work. */
const answer = fc.record({
  after: fc.constantFrom(0, 0, 1, 3),
  fails: fc.constantFrom('no', 'no', 'no', 'no', 'no', 'before', 'after'),
});
const given = fc.record({
  replies: fc.array(reply, { minLength: 1, maxLength: 6 }),
  commands: fc.array(anyCommand, { minLength: 1, maxLength: 18 }),
  answers: fc.array(answer, { minLength: 1, maxLength: 12 }),
  lock: fc.constantFrom('mutex', 'store'),
  saveInterval: fc.constantFrom(1, 5, 500),
});
type Given = typeof given extends fc.Arbitrary<infer T> ? T : never;

/** A lock as `navigator.locks` has: first come, first served. */
function mutex(): ConversationLock {
  const waiting: (() => void)[] = [];
  return () =>
    new Observable<void>((subscriber) => {
      const grant = (): void => {
        subscriber.next();
      };
      waiting.push(grant);
      if (waiting[0] === grant) grant();
      subscriber.add(() => {
        const isHolder = waiting[0] === grant;
        waiting.splice(waiting.indexOf(grant), 1);
        if (isHolder) waiting[0]?.();
      });
    });
}

/** A store that answers late, and fails. What a tab has lost with `crash` does not reach it any more. */
function unreliable(store: ConversationStore, answers: Given['answers']) {
  let calls = 0;
  let isReliable = false;
  const tab = () => {
    let isGone = false;
    const call = <T>(work: () => Observable<T>): Observable<T> =>
      defer(() => {
        const { after, fails } = answers[calls++ % answers.length] ?? { after: 0, fails: 'no' };
        const isFailing = !isReliable && fails !== 'no';
        return timer(isReliable ? 0 : after).pipe(
          concatMap(() => {
            if (isGone || (isFailing && fails === 'before')) throw new Error('the store is away');
            return work();
          }),
          map((result) => {
            if (isFailing) throw new Error('the answer was lost');
            return result;
          }),
        );
      });
    const made: ConversationStore = {
      load: (id, since) => call(() => from(store.load(id, since))),
      append: (id, rows, revision) => call(() => from(store.append(id, rows, revision))),

      list: () => store.list(),
      delete: (id) => store.delete(id),
      changes: (id) => from(store.changes(id)).pipe(delay(1)),
    };
    return { store: made, crash: () => (isGone = true) };
  };
  return { tab, heal: () => (isReliable = true) };
}

interface Seen {
  readonly state: ConversationState;
  /** Requests that run. */
  readonly open: number;
}

/** Everything of a conversation that all of its tabs share. */
function shared(conversation: Conversation): unknown {
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

function play({ replies, commands, answers, lock, saveInterval }: Given) {
  const seen: Seen[] = [];
  const records: UsageRecord[] = [];
  let removed: ReadonlySet<string> = new Set();
  /** Entries that are in the store or in a conversation that is open, and their parents. */
  const known = new Map<string, string | null>();
  return inVirtualTime(
    ({ flush }) => {
      let asked = 0;
      const script = [{ reply: () => replies[asked++ % replies.length] ?? { text: '' } }];
      const transport = scriptedTransport(engineReplies({ script, errorBudget: false }));
      const client = new VeniceClient({ baseURL: 'http://test', transport, circuitBreaker: false });
      usageRecords(client).subscribe((record) => {
        if (record.attempts > 0) records.push(record);
      });
      const memory = memoryStore();
      const stores = unreliable(memory, answers);
      const common = lock === 'mutex' ? mutex() : 'store';
      let ids = 0;
      const open = () => {
        const tab = stores.tab();
        const conversation = Conversation.load('chat', client.chat.completions, {
          store: tab.store,
          lock: common,
          saveInterval,
          request: { model: 'default' },
          messages: [{ role: 'system', content: 'Be brief.' }],
          tools,
          maxSteps: 4,
          generateId: () => `id-${(ids += 1)}`,
        });
        conversation.state.subscribe((state) => {
          seen.push({ state, open: transport.requests.length - records.length });
        });
        const failures = conversation.state.pipe(filter(({ status }) => status === 'failed'));
        failures.pipe(delay(7)).subscribe(() => conversation.retryLoad());
        return { conversation, crash: tab.crash, entries: new Map<string, string | null>() };
      };
      const tabs = [open(), open()] as const;
      const noteEntries = (): void => {
        for (const { conversation, entries } of tabs) {
          // The results of running tools are in an export, but not in the conversation yet.
          if (conversation.currentState.isRunning) continue;
          for (const { id, parentId } of conversation.export().entries) entries.set(id, parentId);
        }
      };
      let at = 0;
      for (const { after, tab, type, place } of commands) {
        at += after;
        timer(at).subscribe(() => {
          noteEntries();
          const { conversation, crash, entries: own } = tabs[tab]!;
          if (type === 'remove') {
            const id = pick(conversation, place);
            if (id === undefined || place > 4) return;
            removed = new Set([...removed, ...idsWithin(conversation.export(), id)]);
            conversation.remove(id);
          } else if (type === 'reload' || type === 'crash') {
            if (type === 'crash') crash();
            else for (const [id, parentId] of own) known.set(id, parentId);
            conversation.close();
            Object.assign(tabs[tab]!, open());
          } else command(conversation, type, place);
        });
      }
      // All runs have ended, and everything is saved, after two minutes with a store that works.
      timer(at + 1).subscribe(() => stores.heal());
      let ends: unknown[] = [];
      let errors: unknown[] = [];
      let reloaded: unknown;
      let kept: ReadonlySet<string> = new Set();
      timer(at + 100_000).subscribe(() => {
        for (const { conversation } of tabs) conversation.stop();
      });
      timer(at + 120_000).subscribe(() => {
        noteEntries();
        for (const { entries } of tabs) for (const [id, parentId] of entries) known.set(id, parentId);
        kept = new Set(tabs[0].conversation.export().entries.map(({ id }) => id));
        ends = tabs.map(({ conversation }) => shared(conversation));
        errors = tabs.map(({ conversation }) => conversation.currentState.saveError);
        const third = Conversation.load('chat', client.chat.completions, {
          store: memory,
          lock: false,
          request: { model: 'default' },
          messages: [{ role: 'system', content: 'Be brief.' }],
        });
        reloaded = shared(third);
        for (const conversation of [third, ...tabs.map((tab) => tab.conversation)]) conversation.close();
      });
      flush();
      const lastTimer = asyncScheduler.now() - at;
      const rows = readRows(memory).filter(({ type }) => type === 'entry').length;
      return { seen, ends, errors, reloaded, rows, removed, known, kept, lastTimer };
    },
    { maxEvents: 20_000 },
  );
}

function readRows(store: ConversationStore): readonly ConversationRow[] {
  let rows: readonly ConversationRow[] = [];
  from(store.load('chat')).subscribe((changes) => (rows = changes.rows));
  return rows;
}

/** The id of any entry except one that is arriving. */
function pick(conversation: Conversation, place: number): string | undefined {
  const { entries, isRunning } = conversation.currentState;
  const all = conversation.export().entries.filter(({ message }) => !isRunning || message.role !== 'tool');
  const id = all[(place * 7) % all.length]?.id;
  return entries.some((entry) => entry.id === id && entry.status === 'streaming') ? undefined : id;
}

function command(conversation: Conversation, type: (typeof types)[number], place: number): void {
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

// A case takes a fifth of a second; `CASES=100` tries a hundred.
const numRuns = process.env['CASES'] === undefined ? 25 : caseCount;
const cases = fc.sample(given, { seed, numRuns }).map((one) => {
  try {
    return { given: one, ...play(one) };
  } catch (cause) {
    throw new Error(`${JSON.stringify(one)}: ${String((cause as Error).stack)}`, { cause });
  }
});

function forEachCase(check: (one: (typeof cases)[number]) => void): void {
  for (const one of cases) {
    try {
      check(one);
    } catch (cause) {
      throw new Error(`${JSON.stringify(one.given)}, SEED=${seed}: ${String(cause)}`, { cause });
    }
  }
}

afterAll(() => {
  const states = cases.reduce((sum, { seen }) => sum + seen.length, 0);
  const rows = cases.reduce((sum, one) => sum + one.rows, 0);
  process.stdout.write(
    `any saved conversation: ${cases.length} cases, ${states} states, ${rows} rows, SEED=${seed}\n`,
  );
});

describe('whatever happens in two conversations over one store', () => {
  it('both end in the same state, and so does one that is loaded afterwards', () => {
    forEachCase(({ ends, reloaded, rows }) => {
      // What has never been saved begins when it is loaded.
      if (rows === 0) return;
      deepStrictEqual(ends[1], ends[0]);
      deepStrictEqual(reloaded, ends[0]);
    });
  });

  it('no entry disappears but by `remove`, of itself or of one before it', () => {
    forEachCase(({ known, kept, removed, rows }) => {
      if (rows === 0) return;
      const isRemoved = (id: string | null | undefined): boolean =>
        id != null && (removed.has(id) || isRemoved(known.get(id)));
      const lost = [...known.keys()].filter((id) => !kept.has(id) && !isRemoved(id));
      if (lost.length > 0) throw new Error(`${lost.join()} lost; ${[...kept].join()} kept`);
    });
  });

  it('never two requests run at a time', () => {
    forEachCase(({ seen, given: { answers, lock } }) => {
      // A store that fails does not stop a conversation, but it cannot be its lock either.
      if (lock === 'store' && answers.some(({ fails }) => fails !== 'no')) return;
      for (const { open } of seen) if (open > 1) throw new Error(`${open} requests`);
    });
  });

  it('the history can be sent at any moment', () => {
    forEachCase(({ seen }) => {
      for (const { state } of seen) {
        if (validateHistory(state.messages).length > 0) throw new Error(JSON.stringify(state.messages));
        if (repairHistory(state.messages) !== state.messages) throw new Error(JSON.stringify(state.messages));
      }
    });
  });

  it('everything is saved in the end, without a timer that is left', () => {
    forEachCase(({ errors, lastTimer }) => {
      expect(errors).toEqual([undefined, undefined]);
      expect(lastTimer).toBeLessThan(160_000);
    });
  });
});
