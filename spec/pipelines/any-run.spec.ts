import * as fc from 'fast-check';
import { EMPTY, NEVER, type Observable, concat, map, of, throwError, timer } from 'rxjs';
import {
  APIError,
  type ChatMessage,
  type ToolRunEvent,
  VeniceClient,
  completionOf,
  initialChatState,
  reduce,
  repairHistory,
  runTools,
  tool,
  validateHistory,
} from 'venice-rx';
import { type TextReply, engineReplies, inVirtualTime, scriptedTransport } from 'venice-rx/testing';
import { z } from 'zod';
import { answer } from '../../src/engine/answer.js';
import { context, httpRequest } from '../engine/question.js';

const seed = Number(process.env['SEED'] ?? Date.now());
const user = { role: 'user', content: 'Go on.' } as const;

/** What a tool does when it is called and has waited. */
const deeds: Readonly<Record<string, Observable<unknown>>> = {
  value: of('done'),
  progress: concat(of(1), timer(2), of({ two: 2 })),
  nothing: EMPTY,
  failure: throwError(() => new Error('no')),
  unspeakable: of(5n),
  never: NEVER,
};
const tools = Object.entries(deeds).map(([name, deed]) =>
  tool({
    name,
    description: 'Does it.',
    parameters: z.object({ wait: z.number().default(0) }),
    execute: ({ wait }) => concat(timer(wait).pipe(map(() => 'waited')), deed),
  }),
);

const call = fc.record(
  {
    name: fc.constantFrom(...Object.keys(deeds), 'value', 'progress', 'unknown', 'web_search'),
    id: fc.constantFrom('', 'a', 'b', 'c', 'web_search_call'),
    arguments: fc.constantFrom('{"wait":3}', '{}', '{"wait":1}', '', '{"wai', '5', '{"wait":"long"}'),
  },
  { requiredKeys: ['name', 'arguments'] },
);
const step: fc.Arbitrary<TextReply> = fc.record({
  text: fc.constantFrom('', 'Hm. '),
  reasoning: fc.constantFrom('', 'So.'),
  toolCalls: fc.array(call, { minLength: 1, maxLength: 3 }),
  sharesToolCallIndex: fc.boolean(),
});
const end = fc.constantFrom<TextReply>(
  { text: 'Well done.' },
  { text: '' },
  { text: '', finishReason: 'length', toolCalls: [{ name: 'value' }] },
  { text: 'And', tail: 'cut', toolCalls: [{ name: 'value', arguments: '{"wait":' }] },
  { text: 'And', tail: 'error' },
  { text: 'And', toolCalls: [{ name: 'value' }], fault: { kind: 'reset', after: 2 } },
  { text: '', fault: { http: { status: 500, body: {} } } },
);
const runs = fc.record({
  steps: fc.array(step, { maxLength: 3 }),
  end,
  approvals: fc.array(fc.constantFrom(true, true, false, 'Not today.'), { minLength: 1, maxLength: 4 }),
  onToolError: fc.constantFrom('tell-model', 'tell-model', 'fail'),
  concurrency: fc.integer({ min: 1, max: 3 }),
  maxSteps: fc.integer({ min: 2, max: 5 }),
});

/** Plays a run in virtual time, and leaves it where it waits for ever. */
function played({
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
    const transport = scriptedTransport(engineReplies({ script, failureBudget: false }));
    const client = new VeniceClient({ baseURL: 'http://test', transport });
    const subscription = runTools(
      client.chat.completions,
      { model: 'default', messages: [user] },
      { tools, approve: ({ step: at }) => approvals[at % approvals.length] ?? true, ...options },
    ).subscribe({
      next: (event) => events.push(event),
      error: (error: unknown) => statuses.push(error instanceof APIError ? error.status : 0),
    });
    flush();
    subscription.unsubscribe();
  });
  return { events, statuses };
}

/** What somebody has of a run who has seen these events: the chat so far, and the answer that is coming. */
function historyAfter(events: readonly ToolRunEvent[]): readonly ChatMessage[] {
  const at = events.findLastIndex((event) => 'messages' in event);
  const known = events[at];
  const coming = events.slice(at + 1).flatMap((event) => (event.type === 'chunk' ? [event.chunk] : []));
  const partial = completionOf(coming.reduce(reduce, initialChatState)).choices[0]?.message;
  const messages = known && 'messages' in known ? known.messages : [user];
  return partial ? [...messages, partial] : messages;
}

const seen = new Map<string, boolean>();

/** Whether the engine answers a chat; asked once for each. */
function isAccepted(messages: readonly ChatMessage[]): boolean {
  const request = httpRequest({ model: 'default', messages: [...messages, user] });
  const key = String(request.body);
  const isKnown = seen.get(key) ?? answer(request, context()).status === 200;
  seen.set(key, isKnown);
  return isKnown;
}

const cases = fc.sample(runs, { seed, numRuns: 1000 }).map((run) => ({ run, ...played(run) }));

/** Checks every case, and says which of them fails. */
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
let broken = 0;

afterAll(() =>
  process.stdout.write(
    `any run: ${cases.length} cases, ${prefixes} prefixes, ${broken} of them to mend, SEED=${seed}\n`,
  ),
);

describe('whatever happens in a run', () => {
  it('every prefix of it leaves a history that is mended, validates and is accepted', () => {
    forEachCase(({ events }) => {
      for (let length = 0; length <= events.length; length += 1) {
        const messages = historyAfter(events.slice(0, length));
        const mended = repairHistory(messages);
        prefixes += 1;
        if (mended !== messages) broken += 1;

        if (validateHistory(mended).length > 0) throw new Error(JSON.stringify(validateHistory(mended)));
        if (repairHistory(mended) !== mended) throw new Error('mended twice');
        if (!isAccepted(mended)) throw new Error(`refused: ${JSON.stringify(mended)}`);
      }
    });
    expect(broken).toBeGreaterThan(1000);
  });

  it('only the calls that have no result are open', () => {
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

  it('no request of it is refused', () => {
    forEachCase(({ statuses }) => {
      expect(statuses).not.toContain(400);
    });
  });

  it('every call is told once, and has at most one result', () => {
    forEachCase(({ events }) => {
      const keyOf = (event: ToolRunEvent): string =>
        'call' in event ? `${event.step} ${event.call.id}` : '';
      const told = events.filter(({ type }) => type === 'tool-call').map(keyOf);
      const ended = events.filter(({ type }) => type === 'tool-result').map(keyOf);

      expect(new Set(told).size).toBe(told.length);
      expect(new Set(ended).size).toBe(ended.length);
      expect(ended.filter((key) => !told.includes(key))).toEqual([]);
    });
  });
});
