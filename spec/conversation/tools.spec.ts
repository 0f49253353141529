import { NEVER, concat, map, of, timer } from 'rxjs';
import { type Conversation, type ConversationOptions, tool, validateHistory } from 'venice-rx';
import { cut, finish, role, toolCall, usage } from 'venice-rx/testing';
import {
  type Actions,
  summarizeRequests,
  getMessages,
  playConversation,
  sends,
} from './play-conversation.js';

const values = {
  r: role(),
  w: toolCall({ index: 0, name: 'weather', arguments: { city: 'Oslo' } }),
  t: toolCall({ index: 1, name: 'time' }),
  s: toolCall({ index: 0, name: 'slow' }),
  f: finish('tool_calls'),
  l: finish('length'),
  u: usage({ usd: 0.25 }),
  m: 'Hm.',
  a: 'Mild, ',
  b: 'at noon.',
  x: cut('truncated'),
};
const calls = { marbles: '-m-w-t-f-u-|', values };
const answers = { marbles: '-a-b-u|', values };
const callsSlow = { marbles: '-m-s-f|', values };

const weather = tool({
  name: 'weather',
  description: 'The weather in a city.',
  inputSchema: { type: 'object', properties: { city: { type: 'string' } } },
  execute: () => concat(after(3, 'asking'), after(6, 'mild')),
});
const time = tool({ name: 'time', description: 'The time of day.', execute: () => after(5, 'noon') });
const slow = tool({ name: 'slow', description: 'Never ends.', execute: () => NEVER });
const broken = tool({
  name: 'time',
  description: 'Fails.',
  execute: () => {
    throw new Error('no clock');
  },
});

function after<T>(milliseconds: number, value: T) {
  return timer(milliseconds).pipe(map(() => value));
}

const play = (
  replies: Parameters<typeof playConversation>[0],
  actions: Actions,
  options: Partial<ConversationOptions> = {},
) => playConversation(replies, actions, { tools: [weather, time, slow], ...options });
const stop = (conversation: Conversation): void => {
  conversation.stop();
};

describe('a conversation with tools', () => {
  const whole = play([calls, answers], { 0: sends('Oslo?') });

  it('shows the calls while they run, and adds them to the history together', () => {
    const history = 'Oslo? <Hm. →weather →time> (mild) (noon)';

    expect(whole.log).toEqual([
      '0 idle:',
      '0 pending: Oslo?',
      '1 streaming: Oslo? ~Hm.',
      '3 streaming: Oslo? ~Hm.',
      '5 streaming: Oslo? ~Hm.',
      '7 streaming: Oslo? ~Hm.',
      '9 streaming: Oslo? ~Hm.',
      '11 running-tools: Oslo? ~Hm. weather running',
      '11 running-tools: Oslo? ~Hm. weather running time running',
      '14 running-tools: Oslo? ~Hm. weather running "asking" time running',
      '16 running-tools: Oslo? ~Hm. weather running "asking" time running "noon"',
      '16 running-tools: Oslo? ~Hm. weather running "asking" time done "noon"',
      '20 running-tools: Oslo? ~Hm. weather running "mild" time done "noon"',
      `20 pending: ${history}`,
      `21 streaming: ${history} ~Mild,`,
      `23 streaming: ${history} ~Mild, at noon.`,
      `25 streaming: ${history} ~Mild, at noon.`,
      `26 streaming: ${history} ~Mild, at noon.`,
      `26 idle: ${history} <Mild, at noon.>`,
    ]);
    expect(summarizeRequests(whole.transport)).toEqual(['Oslo?', history]);
  });

  it('has a valid history in every state', () => {
    expect(whole.states.flatMap(({ messages }) => validateHistory(messages))).toEqual([]);
  });

  it('has a usage record for each request, and the total in its state', () => {
    expect(whole.records).toHaveLength(2);
    expect(whole.states.at(-1)).toMatchObject({
      usage: { total_tokens: 30 },
      cost: { usd: 0.5 },
      completion: { usage: { total_tokens: 15 } },
    });
  });

  it('shows failed and refused calls, and continues the run', () => {
    const { states, log } = playConversation(
      [calls, answers],
      { 0: sends('Oslo?') },
      { tools: [weather, broken], approve: ({ name }) => name !== 'weather' },
    );
    const shown = states.find(({ toolCalls }) => toolCalls.some(({ status }) => status === 'failed'));

    expect(shown?.toolCalls).toMatchObject([
      { call: { function: { name: 'weather' } }, status: 'failed', error: { reason: 'refused' } },
      { call: { function: { name: 'time' } }, status: 'running' },
    ]);
    expect(log.at(-1)).toContain('idle: Oslo? <Hm. →weather →time> (Refused');
  });

  it.each([
    ['before its calls', 4, 'Oslo? <Hm.>'],
    [
      'while they run',
      12,
      'Oslo? <Hm. →weather →time> (No result: the call was cancelled. Whether it took effect is unknown.) (No result: the call was cancelled. Whether it took effect is unknown.)',
    ],
    [
      'when one of them is done',
      18,
      'Oslo? <Hm. →weather →time> (No result: the call was cancelled. Whether it took effect is unknown.) (noon)',
    ],
    ['in the next step', 22, 'Oslo? <Hm. →weather →time> (mild) (noon) <Mild, >'],
  ])('can be stopped %s, and sends the next question', (_, at, history) => {
    const replies = at > 20 ? [calls, answers, answers] : [calls, answers];
    const { log, transport, conversation, lastTimer } = play(replies, {
      0: sends('Oslo?'),
      [at]: stop,
      50: sends('Go on.'),
    });

    expect(log).toContain(`${at} idle: ${history}`);
    expect(summarizeRequests(transport).at(-1)).toBe(`${history} Go on.`);
    expect(conversation.currentState.status).toBe('idle');
    expect(validateHistory(getMessages(conversation.export()))).toEqual([]);
    expect(lastTimer).toBe(56);
  });

  it('has the same export while tools run as after a stop', () => {
    const { returned } = play([callsSlow], {
      0: sends('Hi'),
      20: (conversation) => ({ messages: getMessages(conversation.export()) }),
      30: stop,
    });

    expect(returned[1]).toMatchObject({
      messages: [
        { role: 'user' },
        { role: 'assistant' },
        { content: 'No result: the call was cancelled. Whether it took effect is unknown.' },
      ],
    });
  });

  it('repeats only the failed step', () => {
    const failing = { marbles: '-a-x', values };
    const { log, transport } = play([calls, failing, answers], {
      0: sends('Oslo?'),
      50: (conversation) => conversation.regenerate(),
    });
    const history = 'Oslo? <Hm. →weather →time> (mild) (noon)';

    expect(log).toContain(`23 failed: ${history} <Mild, > !TruncatedStreamError`);
    expect(log).toContain(`50 pending: ${history} <Mild, >`);
    expect(summarizeRequests(transport)).toEqual(['Oslo?', history, history]);
  });

  it('requests the whole answer again if no step has failed', () => {
    const { transport } = play([calls, answers, answers], {
      0: sends('Oslo?'),
      50: (conversation) => conversation.regenerate(),
    });

    expect(summarizeRequests(transport).at(-1)).toBe('Oslo?');
  });

  it('keeps the text of an answer that is cut off, but not its calls', () => {
    const { log } = play([{ marbles: '-m-w-l-|', values }], { 0: sends('Oslo?') });

    expect(log.at(-1)).toBe('7 failed: Oslo? <Hm.> !IncompleteCompletionError');
  });

  it('fails with cancelled calls if a tool fails with `onToolError: fail`', () => {
    const { log } = playConversation(
      [calls],
      { 0: sends('Oslo?') },
      { tools: [weather, broken], onToolError: 'fail' },
    );

    expect(log.at(-1)).toBe(
      '11 failed: Oslo? <Hm. →weather →time> (No result: the call was cancelled. Whether it took effect is unknown.) (No result: the call was cancelled. Whether it took effect is unknown.) !ToolError',
    );
  });

  it('fails after `maxSteps` steps', () => {
    const { log, states } = play([calls, calls], { 0: sends('Oslo?') }, { maxSteps: 1 });

    expect(log.at(-1)).toContain('!LimitExceededError');
    expect(validateHistory(states.at(-1)?.messages ?? [])).toEqual([]);
  });

  it('cancels the running tools when it is closed', () => {
    const signals: AbortSignal[] = [];
    const signalTool = tool({
      name: 'slow',
      description: 'Never ends.',
      execute: (_, { signal }) => (signals.push(signal), NEVER),
    });
    const { lastTimer, isComplete } = playConversation(
      [callsSlow],
      {
        0: sends('Hi'),
        9: (conversation) => {
          conversation.close();
        },
      },
      { tools: [signalTool] },
    );

    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(lastTimer).toBe(9);
    expect(isComplete).toBe(true);
  });

  it('leaves no request and no timer, at whatever time it is closed', () => {
    const times = Array.from({ length: 30 }, (_, at) => at + 0.5);
    const outcomes = times.map((at) => {
      const close = (conversation: Conversation): void => {
        conversation.close();
      };
      const replies = at < 20 ? [calls] : [calls, answers];
      const { lastTimer, transport, records, states, conversation } = play(replies, {
        0: sends('Oslo?'),
        [at]: close,
      });
      transport.verify();
      return [
        lastTimer,
        records.length === transport.requests.length,
        states.at(-1) === conversation.currentState,
      ];
    });

    expect(outcomes).toEqual(times.map((at) => [at, true, true]));
  });

  it('passes the whole history to tools', () => {
    const seen: unknown[] = [];
    const reads = tool({
      name: 'slow',
      description: 'Reads.',
      execute: (_, { messages }) => (seen.push(messages.length), of('read')),
    });
    const greeting = { role: 'system', content: 'Hi' } as const;
    playConversation(
      [callsSlow, answers],
      { 0: sends('Hi') },
      { tools: [reads], messages: [greeting], trim: (all) => all.slice(-1) },
    );

    expect(seen).toEqual([3]);
  });
});

describe('trim', () => {
  it('chooses the messages that each step sends', () => {
    const { transport } = play(
      [calls, answers],
      { 0: sends('Oslo?') },
      { trim: (messages) => messages.slice(-3) },
    );

    expect(summarizeRequests(transport)).toEqual(['Oslo?', '<Hm. →weather →time> (mild) (noon)']);
  });
});

describe('a conversation without tools', () => {
  it('ignores the calls of an answer', () => {
    const { log } = playConversation([callsSlow, answers], { 0: sends('Hi') });

    expect(log.at(-1)).toMatch(/idle: Hi <Hm.>$/);
  });
});
