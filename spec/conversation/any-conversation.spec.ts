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
const blank = fc.constantFrom<TextReply>(
  { text: '\n\n' },
  { text: '\n\n \u00a0', timing: { tokenDelay: 2 } },
);
const tooLong = fc.constant<TextReply>({
  text: '',
  fault: { http: { status: 400, body: { error: { message: 'no', code: 'context_length_exceeded' } } } },
});
const reply: fc.Arbitrary<TextReply> = fc.oneof(slow, slow, slow, step, step, end, end, blank, tooLong);
const likely = ['send', 'send', 'regenerate', 'edit', 'stop', 'resume', 'send'] as const;
const command = fc.record({
  after: fc.nat(12),
  type: fc.constantFrom(...likely, ...likely, ...likely, 'stop', 'reload', 'clearQueue', 'close'),
  place: fc.nat(9),
});
const conversations = fc.record({
  replies: fc.array(reply, { minLength: 1, maxLength: 8 }),
  commands: fc.array(command, { minLength: 1, maxLength: 14 }),
  whileRunning: fc.constantFrom('concat', 'switch', 'exhaust'),
  onToolError: fc.constantFrom('tell-model', 'tell-model', 'fail'),
  maxSteps: fc.integer({ min: 1, max: 4 }),
  holdQueueOn: fc.constantFrom('failure', 'failure', 'not-retryable', 'never'),
  allowUserAfterTool: fc.boolean(),
  trimWhenTooLong: fc.constantFrom(true, undefined),
  isTrimmed: fc.boolean(),
});
type Case = typeof conversations extends fc.Arbitrary<infer T> ? T : never;

interface Seen {
  readonly at: number;
  readonly state: ConversationState;
  readonly exported: ConversationExport;
  /** Requests that run. */
  readonly open: number;
  /** Number of times that the conversation was loaded. */
  readonly loads: number;
}

/** Plays a conversation in virtual time, and closes it where it would wait for ever. */
function played({ replies, commands, isTrimmed, trimWhenTooLong, ...given }: Case) {
  const seen: Seen[] = [];
  const entries: UsageRecord[] = [];
  const errors: Error[] = [];
  return inVirtualTime(({ flush }) => {
    let asked = 0;
    let runs = 0;
    const counted = tool({
      name: 'value',
      description: 'Counts its runs.',
      execute: () => timer(1).pipe(map(() => `ran ${(runs += 1)}`)),
    });
    const script = [{ reply: () => replies[asked++ % replies.length] ?? { text: '' } }];
    const transport = scriptedTransport(engineReplies({ script, errorBudget: false }));
    // A run that its circuit breaker rejects has an entry, but no request.
    const client = new VeniceClient({ baseURL: 'http://test', transport, circuitBreaker: false });
    usageRecords(client).subscribe((entry) => entries.push(entry));
    const options: ConversationOptions = {
      request: { model: 'default' },
      messages: [{ role: 'system', content: 'Be brief.' }],
      tools: tools.map((one) => (one.definition.function.name === 'value' ? counted : one)),
      ...given,
      ...(isTrimmed && { trim: trimToTokens({ maxTokens: 40 }) }),
      ...(trimWhenTooLong && { trimWhenTooLong }),
    };
    let loads = 0;
    const open = (): number => transport.requests.length - entries.length;
    const begin = (from?: ConversationExport): Conversation => {
      const next = new Conversation(client.chat.completions, { ...options, from });
      loads += 1;
      const load = loads;
      next.state.subscribe((state) => {
        seen.push({ at: asyncScheduler.now(), state, exported: next.export(), open: open(), loads: load });
        if (state.error) errors.push(state.error);
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
        if (type === 'resume') conversation.resume();
        if (type === 'clearQueue') conversation.clearQueue();
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
      errors,
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

/** The messages that `regenerate` sends after a stop. */
function retried({ messages, interrupted }: ConversationExport): readonly ChatMessage[] {
  return interrupted ? [...messages.slice(0, interrupted.keep), ...interrupted.messages] : messages;
}

/** A result of a tool that is like no other. */
function isRan(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith('ran ');
}

function getResults(messages: readonly ChatMessage[]): readonly string[] {
  return messages.flatMap(({ role, content }) => (role === 'tool' && isRan(content) ? [content] : []));
}

/** Whether the last answer is complete, so that another one begins from its question. */
function isComplete({ isRunning, interrupted, snapshot }: ConversationState): boolean {
  if (!isRunning) return interrupted === undefined;
  return typeof snapshot?.choices[0]?.finish_reason === 'string';
}

/** Whether a state is that of the step after its tools have run, not of an edit in the middle of them. */
function isNextStep(before: ConversationState, { messages }: ConversationState): boolean {
  const isExtended = isSameList(before.messages, messages.slice(0, before.messages.length));
  return before.status === 'running-tools' && isExtended;
}

/** Whether a run that begins with this state goes on with the one before. */
function isRetry({ state, exported }: Seen, { messages }: ConversationState): boolean {
  return [state.messages, retried(exported)].some((list) => isSameList(list, messages));
}

function isSameList(messages: readonly ChatMessage[], others: readonly ChatMessage[]): boolean {
  return JSON.stringify(messages) === JSON.stringify(others);
}

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

  it('no request of it is refused, also by a server that refuses a user after a tool', () => {
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

  it('a tool that has run is in all that a retry would send, also when it is loaded again', () => {
    forEachCase(({ seen }) => {
      let ran: readonly string[] = [];
      // An answer that returns after a failed one brings its results back: they are not new.
      const known = new Set<string>();
      for (const [index, { state, exported, loads }] of seen.entries()) {
        const before = seen[index - 1];
        const isStart = state.status === 'pending' && !(before && isNextStep(before.state, state));
        if (before !== undefined && isStart) {
          const shown = getResults(state.messages);
          if (isComplete(before.state)) ran = [];
          // A message that is sent or edited leaves a run behind that is not shown.
          else if (!isRetry(before, state)) ran = ran.filter((result) => shown.includes(result));
        }
        const isSame = before?.loads === loads && before.state.status === 'running-tools';
        const old = isSame ? getResults(before.state.messages) : getResults(state.messages);
        const finished = state.toolCalls.flatMap(({ result }) => (isRan(result) ? [result] : []));
        const results = getResults(state.messages);
        ran = [
          ...ran,
          ...finished,
          ...results.filter((result) => !old.includes(result) && !known.has(result)),
        ];
        for (const result of [...finished, ...results]) known.add(result);
        if (!state.isRunning && state.interrupted === undefined) ran = [];
        const lost = ran.filter((result) => !getResults(retried(exported)).includes(result));
        if (lost.length > 0) throw new Error(`${lost.join()}: ${JSON.stringify([state, exported])}`);
      }
    });
  });

  it('a retry sends what the state says', () => {
    forEachCase(({ seen }) => {
      for (const [index, { state, exported, loads }] of seen.entries()) {
        const before = seen[index - 1];
        if (before?.loads !== loads || before.state.interrupted === undefined || state.status !== 'pending')
          continue;
        if (isRetry(before, state)) expect(retried(exported)).toEqual(retried(before.exported));
      }
    });
  });

  it('a run that fails gives back what there was, and so does one that is stopped before an answer', () => {
    forEachCase(({ seen }) => {
      for (const [index, { state, loads }] of seen.entries()) {
        const start = seen.slice(0, index).findLastIndex((before) => !before.state.isRunning);
        const before = seen[start];
        // The end of a run is not shown if the next command starts at once.
        const runs = seen.slice(start + 1, index).filter((one) => one.state.status === 'pending');
        const isAnswered = seen.slice(start + 1, index).some((one) => one.state.status !== 'pending');
        if (state.isRunning || before?.loads !== loads || runs.length === 0 || isAnswered) continue;
        if (before.state.messages.some((message, at) => state.messages[at] !== message))
          throw new Error(`${JSON.stringify(before.state)} and then ${JSON.stringify(state)}`);
      }
    });
  });

  it('a queue waits for a run, or is held', () => {
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
