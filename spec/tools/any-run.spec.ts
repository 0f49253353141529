import * as fc from 'fast-check';
import {
  APIError,
  type ChatMessage,
  type ToolRunEvent,
  VeniceClient,
  completionFromState,
  initialCompletionState,
  reduceChunk,
  repairHistory,
  runTools,
  validateHistory,
} from 'venice-rx';
import { engineReplies, inVirtualTime, scriptedTransport } from 'venice-rx/testing';
import { end, step, tools } from './any-reply.js';
import { isAccepted } from './is-accepted.js';
import { caseCount, seed } from '../support/cases.js';

const user = { role: 'user', content: 'Go on.' } as const;

const runs = fc.record({
  steps: fc.array(step, { maxLength: 3 }),
  end,
  approvals: fc.array(fc.constantFrom(true, true, false, 'Not today.'), { minLength: 1, maxLength: 4 }),
  onToolError: fc.constantFrom('tell-model', 'tell-model', 'fail'),
  concurrency: fc.integer({ min: 1, max: 3 }),
  maxSteps: fc.integer({ min: 2, max: 5 }),
});

/** Performs a run in virtual time. Unsubscribes in the end, since the tool `never` does not complete. */
function performRun({
  steps,
  end: last,
  approvals,
  ...options
}: typeof runs extends fc.Arbitrary<infer T> ? T : never) {
  const events: ToolRunEvent[] = [];
  const statuses: number[] = [];
  inVirtualTime(({ flush }) => {
    const replies = [...steps, last];
    const script = [{ reply: () => replies.shift() ?? last }];
    const transport = scriptedTransport(engineReplies({ script, errorBudget: false }));
    const client = new VeniceClient({ baseURL: 'http://test', transport });
    const subscription = runTools(
      client.chat.completions,
      { model: 'default', messages: [user] },
      { tools, approve: ({ step: at }) => approvals[at % approvals.length] ?? true, ...options },
    ).subscribe({
      next: (event) => events.push(event),
      error: (error: unknown) => statuses.push(error instanceof APIError ? (error.status ?? 0) : 0),
    });
    flush();
    subscription.unsubscribe();
  });
  return { events, statuses };
}

/** The history that a subscriber has after these events: the messages so far, and the incomplete answer. */
function getHistoryAfter(events: readonly ToolRunEvent[]): readonly ChatMessage[] {
  const at = events.findLastIndex((event) => 'messages' in event);
  const lastWithMessages = events[at];
  const chunks = events.slice(at + 1).flatMap((event) => (event.type === 'chunk' ? [event.chunk] : []));
  const partial = completionFromState(chunks.reduce(reduceChunk, initialCompletionState)).choices[0]?.message;
  const messages = lastWithMessages && 'messages' in lastWithMessages ? lastWithMessages.messages : [user];
  return partial ? [...messages, partial] : messages;
}

const cases = fc.sample(runs, { seed, numRuns: caseCount }).map((run) => ({ run, ...performRun(run) }));

/** Checks every case. The error of a failing case contains the case. */
function forEachCase(check: (one: (typeof cases)[number]) => void): void {
  for (const one of cases) {
    try {
      check(one);
    } catch (cause) {
      throw new Error(`${JSON.stringify(one.run)}, SEED=${seed}: ${String(cause)}`, { cause });
    }
  }
}

let prefixes = 0;
let repairCount = 0;

afterAll(() =>
  process.stdout.write(
    `any run: ${cases.length} cases, ${prefixes} prefixes, ${repairCount} of them to repair, SEED=${seed}\n`,
  ),
);

describe('any run', () => {
  it('has, after each of its events, a history that is valid and accepted by the mock server after a repair', () => {
    forEachCase(({ events }) => {
      for (let length = 0; length <= events.length; length += 1) {
        const messages = getHistoryAfter(events.slice(0, length));
        const repaired = repairHistory(messages);
        prefixes += 1;
        if (repaired !== messages) repairCount += 1;

        if (validateHistory(repaired).length > 0) throw new Error(JSON.stringify(validateHistory(repaired)));
        if (repairHistory(repaired) !== repaired) throw new Error('a second repair changes the history');
        if (!isAccepted(repaired)) throw new Error(`rejected: ${JSON.stringify(repaired)}`);
      }
    });
    expect(repairCount).toBeGreaterThan(caseCount);
  });

  it('has no other problem in its messages than calls without a result', () => {
    forEachCase(({ events }) => {
      for (const event of events) {
        if (!('messages' in event)) continue;
        const problems = new Set(validateHistory(event.messages).map(({ problem }) => problem));
        problems.delete('the call has no result');
        expect([...problems]).toEqual([]);
        if (event.type === 'completion') expect(validateHistory(event.messages)).toEqual([]);
      }
    });
  });

  it('sends no request that the server rejects with a 400', () => {
    forEachCase(({ statuses }) => {
      expect(statuses).not.toContain(400);
    });
  });

  it('emits each call once, and at most one result for it', () => {
    forEachCase(({ events }) => {
      const getKey = (event: ToolRunEvent): string =>
        'call' in event ? `${event.step} ${event.call.id}` : '';
      const callKeys = events.filter(({ type }) => type === 'tool-call').map(getKey);
      const resultKeys = events.filter(({ type }) => type === 'tool-result').map(getKey);

      expect(new Set(callKeys).size).toBe(callKeys.length);
      expect(new Set(resultKeys).size).toBe(resultKeys.length);
      expect(resultKeys.filter((key) => !callKeys.includes(key))).toEqual([]);
    });
  });
});
