import { deepStrictEqual } from 'node:assert';
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { type ChatMessage, type SavedEntry, repairHistory, validateHistory } from 'venice-rx';
import { isAccepted } from '../tools/is-accepted.js';
import { seed, slowCaseCount } from '../support/cases.js';
import { type Observation, conversations, playRandom } from './play-random.js';
import { load, pathTo } from './exported-tree.js';
import { getMessages } from './play-conversation.js';

const cases = fc
  .sample(conversations, { seed, numRuns: slowCaseCount(50) })
  .map((plan) => ({ plan, ...playRandom(plan) }));

/** Checks every case; the error names the case that fails. */
function forEachCase(check: (one: (typeof cases)[number]) => void): void {
  for (const one of cases) {
    try {
      check(one);
    } catch (cause) {
      throw new Error(`${JSON.stringify(one.plan)}, SEED=${seed}: ${String(cause)}`, { cause });
    }
  }
}

/** Leaves out each `streaming` state after a `streaming` state with the same queue: loading an export is expensive. */
function withoutTextUpdates(observations: readonly Observation[]): readonly Observation[] {
  return observations.filter(({ state }, index) => {
    const before = observations[index - 1]?.state;
    return state.status !== 'streaming' || before?.status !== 'streaming' || state.queue !== before.queue;
  });
}

/** Returns the pairs of consecutive states of the same conversation. */
function consecutivePairs(
  observations: readonly Observation[],
): readonly (readonly [Observation, Observation])[] {
  return observations.flatMap((one, index) => {
    const before = observations[index - 1];
    return before?.loads === one.loads ? [[before, one] as const] : [];
  });
}

/** Returns the results of the tool `value` of play-random.ts (`ran 1`, `ran 2` …) that no complete answer follows. */
function unfinishedResults({ exported }: Observation): readonly SavedEntry[] {
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
  const states = cases.flatMap(({ observations }) => observations.map(({ state }) => state));
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
  it('the history and the export are valid and accepted by the mock server in every state', () => {
    forEachCase(({ observations }) => {
      for (const { state, exported } of withoutTextUpdates(observations)) {
        for (const messages of [state.messages, getMessages(exported)]) {
          if (validateHistory(messages).length > 0) throw new Error(JSON.stringify(messages));
          if (repairHistory(messages) !== messages) throw new Error(`repaired: ${JSON.stringify(messages)}`);
          if (!isAccepted(messages)) throw new Error(`rejected: ${JSON.stringify(messages)}`);
        }
      }
    });
  });

  it('no request is rejected, even if the server rejects a user message after the result of a tool', () => {
    forEachCase(({ errors, requests, plan: { allowUserAfterTool } }) => {
      const rejections = errors.filter(({ name }) => name === 'BadRequestError');
      if (rejections.length > 0) throw rejections[0] ?? new Error('rejected');
      for (const { body } of requests) {
        const { messages } = body as { readonly messages: readonly ChatMessage[] };
        const issues = validateHistory(messages, { allowUserAfterTool });
        if (issues.length > 0) throw new Error(JSON.stringify([issues, messages]));
      }
    });
  });

  it('entries disappear only by `remove`, and never change their id, parent, role or time', () => {
    forEachCase(({ observations }) => {
      const places = new Map<string, string>();
      for (const { state, exported, removed } of observations) {
        const shownIds = new Set(state.entries.map(({ id }) => id));
        for (const { id, parentId, message, createdAt } of [...state.entries, ...exported.entries]) {
          const place = JSON.stringify([parentId, message.role, createdAt]);
          // An export also has the results of a step that is not finished. They get their final time when the step ends and they are shown.
          if (message.role === 'tool' && !places.has(id) && !shownIds.has(id)) continue;
          if ((places.get(id) ?? place) !== place)
            throw new Error(`${id} was at ${places.get(id)}: ${place}`);
          places.set(id, place);
        }
        const ids = new Set(exported.entries.map(({ id }) => id));
        for (const id of places.keys()) {
          if (!ids.has(id) && !removed.has(id)) throw new Error(`${id} is lost: ${JSON.stringify(exported)}`);
        }
      }
    });
  });

  it('a conversation that loads an export has the same export and the same state', () => {
    forEachCase(({ observations }) => {
      for (const { state, exported } of withoutTextUpdates(observations)) {
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
    forEachCase(({ observations, plan: { whileRunning } }) => {
      // With `switch`, a command may end a run and show another version. The results of that run stay in the old version.
      if (whileRunning === 'switch') return;
      let earlierIds = new Set<string>();
      for (const one of observations) {
        const { state, exported } = one;
        if (state.isRunning) continue;
        const results = unfinishedResults(one);
        const { interrupted } = state;
        const idsToRetry = interrupted && new Set(pathTo(exported, interrupted.afterId).map(({ id }) => id));
        const lost = results.filter(({ id }) => !earlierIds.has(id) && idsToRetry?.has(id) === false);
        if (lost.length > 0) throw new Error(`${JSON.stringify(lost)}: ${JSON.stringify([state, exported])}`);
        // For the next states, these entries belong to an earlier run.
        earlierIds = new Set(exported.entries.map(({ id }) => id));
      }
    });
  });

  it('a retry sends the messages up to `interrupted.afterId`', () => {
    forEachCase(({ retries }) => {
      for (const { expected, sent } of retries) expect(sent).toEqual(expected);
    });
  });

  it('the entries from before a run are shown again if the run fails or is stopped before its first output', () => {
    forEachCase(({ observations }) => {
      for (const [index, { state, loads, switches }] of observations.entries()) {
        const start = observations.slice(0, index).findLastIndex((before) => !before.state.isRunning);
        const before = observations[start];
        // The states of one run, or of several: if the next command starts at once, no state shows the end of a run.
        const running = observations.slice(start + 1, index);
        const hadOutput = running.some((one) => one.state.status !== 'pending');
        const isSwitched = before?.loads !== loads || before.switches !== switches;
        if (state.isRunning || isSwitched || running.length === 0 || hadOutput) continue;
        if (before.state.entries.some(({ id }, at) => state.entries[at]?.id !== id))
          throw new Error(`${JSON.stringify(before.state)} and then ${JSON.stringify(state)}`);
      }
    });
  });

  it('commands are queued only while a run is active, while the queue is held, or between a failure and the next command', () => {
    forEachCase(({ observations, plan: { holdQueueOn } }) => {
      for (const { state } of observations) {
        const { isHeld, isRunning, queue, status } = state;
        if (isHeld && (isRunning || queue.length === 0)) throw new Error(`held: ${JSON.stringify(state)}`);
        const startsNext = status === 'failed' && holdQueueOn !== 'failure';
        if (!isHeld && !isRunning && queue.length > 0 && !startsNext)
          throw new Error(`not held: ${JSON.stringify(state)}`);
      }
    });
  });

  it('at most one request is open at a time, and none if `isRunning` is false', () => {
    forEachCase(({ observations }) => {
      for (const { state, open } of observations) {
        if (open > (state.isRunning ? 1 : 0))
          throw new Error(`${open} requests are open, and the state is ${state.status}`);
      }
    });
  });

  it('every request has one record in the usage log', () => {
    forEachCase(({ records, requests }) => {
      expect(records).toHaveLength(requests.length);
    });
  });

  it('no request and no timer is left after `close`', () => {
    forEachCase(({ openAtEnd, lastTimer, endAt, observations }) => {
      expect(openAtEnd).toBe(0);
      expect(observations.at(-1)?.state).toMatchObject({ isRunning: false, queue: [] });
      expect(lastTimer).toBeGreaterThanOrEqual(endAt);
      // The body of a whole answer is drained for 100 ms at most.
      expect(lastTimer).toBeLessThanOrEqual(endAt + 100);
    });
  });

  it('entries and messages stay the same objects until they change', () => {
    forEachCase(({ observations }) => {
      for (const [{ state: before }, { state }] of consecutivePairs(observations)) {
        const byId = new Map(before.entries.map((entry) => [entry.id, entry]));
        for (const entry of state.entries) {
          const old = byId.get(entry.id);
          // Between the two states, an entry of a run may have changed and changed back, e.g. a question that was stopped and sent again.
          const isLive = ['streaming', 'running-tools', 'pending'].includes(entry.status);
          if (old === undefined || old === entry || isLive) continue;
          if (isDeepStrictEqual(old, entry)) throw new Error(entry.id);
        }
        // Between the two states, another run may have added messages, and its end may have removed them.
        if (state.status === 'pending') continue;
        const hasSameLength = before.messages.length === state.messages.length;
        const isSame =
          hasSameLength && before.messages.every((message, at) => message === state.messages[at]);
        if (isSame) expect(state.messages).toBe(before.messages);
      }
    });
  });

  it('the answer that is arriving is the last entry, and keeps its id', () => {
    forEachCase(({ observations }) => {
      for (const [before, { state, switches }] of consecutivePairs(observations)) {
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
