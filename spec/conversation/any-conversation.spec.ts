import * as fc from 'fast-check';
import { asyncScheduler, timer } from 'rxjs';
import {
  Conversation,
  type ConversationExport,
  type ConversationOptions,
  type ConversationState,
  type UsageRecord,
  VeniceClient,
  repairHistory,
  trimToTokens,
  validateHistory,
  usageRecords,
} from 'venice-rx';
import { type TextReply, engineReplies, inVirtualTime, scriptedTransport } from 'venice-rx/testing';
import { end, step, tools } from '../tools/any-reply.js';
import { isAccepted } from '../tools/is-accepted.js';
import { caseCount, seed } from '../support/cases.js';

const slow = fc.record({
  text: fc.constantFrom('Well, that is a long story.', 'Yes.'),
  reasoning: fc.constantFrom('', 'So.'),
  timing: fc.record({ headersDelay: fc.nat(3), firstTokenDelay: fc.nat(3), tokenDelay: fc.nat(3) }),
});
const reply: fc.Arbitrary<TextReply> = fc.oneof(slow, slow, step, end);
const likely = ['send', 'send', 'regenerate', 'edit', 'stop', 'send'] as const;
const command = fc.record({
  after: fc.nat(12),
  type: fc.constantFrom(...likely, ...likely, ...likely, 'stop', 'reload', 'close'),
  place: fc.nat(9),
});
const conversations = fc.record({
  replies: fc.array(reply, { minLength: 1, maxLength: 8 }),
  commands: fc.array(command, { minLength: 1, maxLength: 14 }),
  whileRunning: fc.constantFrom('concat', 'switch', 'exhaust'),
  onToolError: fc.constantFrom('tell-model', 'tell-model', 'fail'),
  maxSteps: fc.integer({ min: 1, max: 4 }),
  isTrimmed: fc.boolean(),
});
type Case = typeof conversations extends fc.Arbitrary<infer T> ? T : never;

interface Seen {
  readonly at: number;
  readonly state: ConversationState;
  readonly exported: ConversationExport;
  /** Requests that run. */
  readonly open: number;
}

/** Plays a conversation in virtual time, and closes it where it would wait for ever. */
function played({ replies, commands, isTrimmed, ...given }: Case) {
  const seen: Seen[] = [];
  const entries: UsageRecord[] = [];
  const statuses: unknown[] = [];
  return inVirtualTime(({ flush }) => {
    let asked = 0;
    const script = [{ reply: () => replies[asked++ % replies.length] ?? { text: '' } }];
    const transport = scriptedTransport(engineReplies({ script, errorBudget: false }));
    const client = new VeniceClient({ baseURL: 'http://test', transport });
    usageRecords(client).subscribe((entry) => entries.push(entry));
    const options: ConversationOptions = {
      request: { model: 'default' },
      messages: [{ role: 'system', content: 'Be brief.' }],
      tools,
      ...given,
      ...(isTrimmed && { trim: trimToTokens({ maxTokens: 40 }) }),
    };
    const open = (): number => transport.requests.length - entries.length;
    const begin = (from?: ConversationExport): Conversation => {
      const next = new Conversation(client.chat.completions, { ...options, from });
      next.state.subscribe((state) => {
        seen.push({ at: asyncScheduler.now(), state, exported: next.export(), open: open() });
        if (state.error) statuses.push((state.error as { status?: unknown }).status);
      });
      return next;
    };
    let conversation = begin();
    let at = 0;
    for (const { after, type, place } of commands) {
      at += after;
      timer(at).subscribe(() => {
        const users = conversation.currentState.messages.flatMap(({ role }, index) =>
          role === 'user' ? [index] : [],
        );
        const user = users[place % users.length];
        if (type === 'send') conversation.send(`Question ${place}?`);
        if (type === 'stop') conversation.stop();
        if (type === 'regenerate') conversation.regenerate();
        if (type === 'edit' && user !== undefined) conversation.edit(user, `Rather ${place}?`);
        if (type === 'close') conversation.close();
        if (type === 'reload') {
          const exported = JSON.stringify(conversation.export());
          conversation.close();
          conversation = begin(JSON.parse(exported) as ConversationExport);
        }
      });
    }
    let left = -1;
    timer(at + 40).subscribe(() => {
      conversation.close();
      left = open();
    });
    flush();
    return {
      seen,
      statuses,
      entries,
      requests: transport.requests,
      left,
      lastTimer: asyncScheduler.now(),
      endAt: at + 40,
    };
  });
}

const cases = fc
  .sample(conversations, { seed, numRuns: caseCount })
  .map((given) => ({ given, ...played(given) }));

/** Checks every case, and says which of them fails. */
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
  const states = cases.flatMap(({ seen }) => seen.map(({ state }) => state));
  const count = (status: string): number => states.filter((state) => state.status === status).length;
  process.stdout.write(
    `any conversation: ${cases.length} cases, ${states.length} states (${count('streaming')} streaming, ` +
      `${count('running-tools')} running tools, ${count('failed')} failed), ` +
      `${cases.reduce((sum, { requests }) => sum + requests.length, 0)} requests, SEED=${seed}\n`,
  );
});

describe('whatever happens in a conversation', () => {
  it('its history, and what it exports, validate at any moment, need no repair and are accepted', () => {
    forEachCase(({ seen }) => {
      for (const { state, exported } of seen) {
        for (const messages of [state.messages, exported.messages]) {
          if (validateHistory(messages).length > 0) throw new Error(JSON.stringify(messages));
          if (repairHistory(messages) !== messages) throw new Error(`repaired: ${JSON.stringify(messages)}`);
          if (!isAccepted(messages)) throw new Error(`refused: ${JSON.stringify(messages)}`);
        }
      }
    });
  });

  it('no request of it is refused', () => {
    forEachCase(({ statuses }) => {
      expect(statuses).not.toContain(400);
    });
  });

  it('one run is on at a time, and none where it says so', () => {
    forEachCase(({ seen }) => {
      for (const { state, open } of seen) {
        if (open > (state.isRunning ? 1 : 0))
          throw new Error(`${open} run, and the state is ${state.status}`);
      }
    });
  });

  it('every request leaves one entry in the usage log', () => {
    forEachCase(({ entries, requests }) => {
      expect(entries).toHaveLength(requests.length);
    });
  });

  it('nothing is open after its end, and no timer runs', () => {
    forEachCase(({ left, lastTimer, endAt, seen }) => {
      expect(left).toBe(0);
      expect(seen.at(-1)?.state).toMatchObject({ isRunning: false, queue: [] });
      expect(lastTimer).toBeGreaterThanOrEqual(endAt);
      // The body of a whole answer is drained for 100 ms at most.
      expect(lastTimer).toBeLessThanOrEqual(endAt + 100);
    });
  });

  it('messages stay the same objects until a command takes them away', () => {
    forEachCase(({ seen }) => {
      for (const [index, { state }] of seen.entries()) {
        const before = seen[index - 1]?.state.messages ?? [];
        const kept = before.findIndex((message, at) => message !== state.messages[at]);
        const others = kept < 0 ? [] : before.slice(kept);
        if (others.some((message) => state.messages.includes(message))) throw new Error('out of place');
      }
    });
  });
});
