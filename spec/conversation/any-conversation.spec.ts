import { deepStrictEqual } from 'node:assert';
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { type ChatMessage, type SavedEntry, repairHistory, validateHistory } from 'venice-rx';
import { isAccepted } from '../tools/is-accepted.js';
import { seed, slowCaseCount } from '../support/cases.js';
import { type Seen, conversations, playAny } from './any-played.js';
import { load, pathTo } from './exported-tree.js';
import { getMessages } from './play-conversation.js';

const cases = fc
  .sample(conversations, { seed, numRuns: slowCaseCount(50) })
  .map((given) => ({ given, ...playAny(given) }));

/** Checks every case; the error names the case that fails. */
function forEachCase(check: (one: (typeof cases)[number]) => void): void {
  for (const one of cases) {
    try {
      check(one);
    } catch (cause) {
      throw new Error(`${JSON.stringify(one.given)}, SEED=${seed}: ${String(cause)}`, { cause });
    }
  }
}

/** Leaves out states that only have more text than the state before: loading an export is expensive. */
function different(seen: readonly Seen[]): readonly Seen[] {
  return seen.filter(({ state }, index) => {
    const before = seen[index - 1]?.state;
    return state.status !== 'streaming' || before?.status !== 'streaming' || state.queue !== before.queue;
  });
}

/** Returns the pairs of consecutive states of the same conversation. */
function pairs(seen: readonly Seen[]): readonly (readonly [Seen, Seen])[] {
  return seen.flatMap((one, index) => {
    const before = seen[index - 1];
    return before?.loads === one.loads ? [[before, one] as const] : [];
  });
}

/** Returns the results of tools that no complete answer follows. */
function unfinishedResults({ exported }: Seen): readonly SavedEntry[] {
  const { entries } = exported;
  const isAnswered = ({ id }: SavedEntry): boolean =>
    entries.some(
      (next) =>
        next.parentId === id &&
        ((next.message.role === 'assistant' && next.status === 'done') || isAnswered(next)),
    );
  return entries.filter(
    (entry) => entry.message.role === 'tool' && /^ran /.test(entry.message.content) && !isAnswered(entry),
  );
}

afterAll(() => {
  const states = cases.flatMap(({ seen }) => seen.map(({ state }) => state));
  const count = (status: string): number => states.filter((state) => state.status === status).length;
  const isVersioned = states.filter(({ entries }) => entries.some(({ versions }) => versions.length > 1));
  const retries = cases.reduce((sum, one) => sum + one.retries.length, 0);
  process.stdout.write(
    `any conversation: ${cases.length} cases, ${states.length} states (${count('streaming')} streaming, ` +
      `${count('running-tools')} running tools, ${count('failed')} failed, ${isVersioned.length} with versions), ` +
      `${cases.reduce((sum, { requests }) => sum + requests.length, 0)} requests, ${retries} retries, SEED=${seed}\n`,
  );
});

describe('after random commands and replies', () => {
  it('the history and the export are valid and accepted by a server at any moment', () => {
    forEachCase(({ seen }) => {
      for (const { state, exported } of different(seen)) {
        for (const messages of [state.messages, getMessages(exported)]) {
          if (validateHistory(messages).length > 0) throw new Error(JSON.stringify(messages));
          if (repairHistory(messages) !== messages) throw new Error(`repaired: ${JSON.stringify(messages)}`);
          if (!isAccepted(messages)) throw new Error(`refused: ${JSON.stringify(messages)}`);
        }
      }
    });
  });

  it('no request is rejected, also by a server that rejects a user message after the result of a tool', () => {
    forEachCase(({ errors, requests, given: { allowUserAfterTool } }) => {
      const refused = errors.filter(({ name }) => name === 'BadRequestError');
      if (refused.length > 0) throw refused[0] ?? new Error('refused');
      for (const { body } of requests) {
        const { messages } = body as { readonly messages: readonly ChatMessage[] };
        const issues = validateHistory(messages, { allowUserAfterTool });
        if (issues.length > 0) throw new Error(JSON.stringify([issues, messages]));
      }
    });
  });

  it('entries disappear only by `remove`, and never change their id, parent, role or time', () => {
    forEachCase(({ seen }) => {
      const known = new Map<string, string>();
      for (const { state, exported, removed } of seen) {
        for (const { id, parentId, message, createdAt } of [...state.entries, ...exported.entries]) {
          const place = JSON.stringify([parentId, message.role, createdAt]);
          // The time of a result is only final once it has arrived.
          if (message.role === 'tool' && !known.has(id)) continue;
          if ((known.get(id) ?? place) !== place) throw new Error(`${id} was at ${known.get(id)}: ${place}`);
          known.set(id, place);
        }
        const ids = new Set(exported.entries.map(({ id }) => id));
        for (const id of known.keys()) {
          if (!ids.has(id) && !removed.has(id)) throw new Error(`${id} is lost: ${JSON.stringify(exported)}`);
        }
      }
    });
  });

  it('a conversation that loads an export has the same export and the same state', () => {
    forEachCase(({ seen }) => {
      for (const { state, exported } of different(seen)) {
        const loaded = load(exported);
        deepStrictEqual(loaded.export(), exported);
        if (state.isRunning) continue;
        const { entries, messages, queue } = loaded.currentState;
        const shown = [state.entries, state.messages, state.queue];
        deepStrictEqual([entries, messages, queue], JSON.parse(JSON.stringify(shown)));
      }
    });
  });

  it('the result of a tool is in every retry, also after a reload', () => {
    forEachCase(({ seen, given: { whileRunning } }) => {
      // A command for another version may end a run by `switch`: its results stay in the old version.
      if (whileRunning === 'switch') return;
      let known = new Set<string>();
      for (const one of seen) {
        const { state, exported } = one;
        if (state.isRunning) continue;
        const results = unfinishedResults(one);
        const { interrupted } = state;
        const kept = interrupted && new Set(pathTo(exported, interrupted.afterId).map(({ id }) => id));
        const lost = results.filter(({ id }) => !known.has(id) && kept?.has(id) === false);
        if (lost.length > 0) throw new Error(`${JSON.stringify(lost)}: ${JSON.stringify([state, exported])}`);
        // Results whose answer is removed later are no longer those of the last run.
        known = new Set(exported.entries.map(({ id }) => id));
      }
    });
  });

  it('a retry sends the messages up to `interrupted.afterId`', () => {
    forEachCase(({ retries }) => {
      for (const { expected, sent } of retries) expect(sent).toEqual(expected);
    });
  });

  it('the entries from before a run are shown again if it fails or is stopped before its first output', () => {
    forEachCase(({ seen }) => {
      for (const [index, { state, loads, switches }] of seen.entries()) {
        const start = seen.slice(0, index).findLastIndex((before) => !before.state.isRunning);
        const before = seen[start];
        // The end of a run is not shown if the next command starts at once.
        const runs = seen.slice(start + 1, index).filter((one) => one.state.status === 'pending');
        const isAnswered = seen.slice(start + 1, index).some((one) => one.state.status !== 'pending');
        const isOther = before?.loads !== loads || before.switches !== switches;
        if (state.isRunning || isOther || runs.length === 0 || isAnswered) continue;
        if (before.state.entries.some(({ id }, at) => state.entries[at]?.id !== id))
          throw new Error(`${JSON.stringify(before.state)} and then ${JSON.stringify(state)}`);
      }
    });
  });

  it('commands are queued only while a run is active or the queue is held', () => {
    forEachCase(({ seen, given: { holdQueueOn } }) => {
      for (const { state } of seen) {
        const { isHeld, isRunning, queue, status } = state;
        if (isHeld && (isRunning || queue.length === 0)) throw new Error(`held: ${JSON.stringify(state)}`);
        const mayGoOn = status === 'failed' && holdQueueOn !== 'failure';
        if (!isHeld && !isRunning && queue.length > 0 && !mayGoOn)
          throw new Error(`not held: ${JSON.stringify(state)}`);
      }
    });
  });

  it('at most one request is open at a time, and none if `isRunning` is false', () => {
    forEachCase(({ seen }) => {
      for (const { state, open } of seen) {
        if (open > (state.isRunning ? 1 : 0))
          throw new Error(`${open} run, and the state is ${state.status}`);
      }
    });
  });

  it('every request has one record in the usage log', () => {
    forEachCase(({ entries, requests }) => {
      expect(entries).toHaveLength(requests.length);
    });
  });

  it('no request and no timer is left after `close`', () => {
    forEachCase(({ left, lastTimer, endAt, seen }) => {
      expect(left).toBe(0);
      expect(seen.at(-1)?.state).toMatchObject({ isRunning: false, queue: [] });
      expect(lastTimer).toBeGreaterThanOrEqual(endAt);
      // The body of a whole answer is drained for 100 ms at most.
      expect(lastTimer).toBeLessThanOrEqual(endAt + 100);
    });
  });

  it('entries and messages stay the same objects until they change', () => {
    forEachCase(({ seen }) => {
      for (const [{ state: before }, { state }] of pairs(seen)) {
        const known = new Map(before.entries.map((entry) => [entry.id, entry]));
        for (const entry of state.entries) {
          const old = known.get(entry.id);
          // A question may have been stopped and sent again in between.
          const isLive = ['streaming', 'running-tools', 'pending'].includes(entry.status);
          if (old === undefined || old === entry || isLive) continue;
          if (isDeepStrictEqual(old, entry)) throw new Error(entry.id);
        }
        // Another run may have begun and ended in between.
        if (state.status === 'pending') continue;
        const isLonger = before.messages.length !== state.messages.length;
        const isOther = isLonger || before.messages.some((message, at) => message !== state.messages[at]);
        if (!isOther) expect(state.messages).toBe(before.messages);
      }
    });
  });

  it('the answer that is arriving is the last entry, and keeps its id', () => {
    forEachCase(({ seen }) => {
      for (const [before, { state, switches }] of pairs(seen)) {
        const last = state.entries.at(-1);
        if (state.status !== 'streaming' || switches > 0) continue;
        expect([last?.status, last?.message]).toEqual(['streaming', state.snapshot?.choices[0]?.message]);
        const isNext = before.state.status === 'streaming' && before.state.completion === state.completion;
        if (isNext && before.exported.entries.length === state.entries.length)
          expect(last?.id).toBe(before.state.entries.at(-1)?.id);
      }
    });
  });
});
