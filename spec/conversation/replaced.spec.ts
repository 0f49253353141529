import { NEVER } from 'rxjs';
import {
  type Conversation,
  type ConversationOptions,
  type RunHandle,
  tool,
  validateHistory,
} from 'venice-rx';
import { apiError, cut, finish, reasoning, refusal, role, toolCall } from 'venice-rx/testing';
import {
  summarizeRequests,
  edits,
  getMessages,
  summarizeHistory,
  playConversation,
  sends,
} from './play-conversation.js';

const values = { r: role(), t: reasoning('Hm.'), a: 'New', b: 'er.', n: '\n\n', x: cut('truncated') };
const old = { marbles: '-a|', values: { a: 'Old.' } };
const newer = { marbles: '-a-b|', values };
const unavailable = { marbles: '-#', error: apiError(503) };
const regenerate = (conversation: Conversation): RunHandle => conversation.regenerate();
const edit = edits(0, 'Hello');
const stop = (conversation: Conversation): void => {
  conversation.stop();
};
const first = { 0: sends('Hi'), 4: sends('And?') };
const history = 'Hi <Old.> And? <Old.>';

describe('the version that a command replaces', () => {
  it.each([
    ['regenerate', regenerate, 'Hi <Old.> And?'],
    ['edit', edit, 'Hello'],
  ] as const)('is shown again if the answer to %s has no text', (_, command, request) => {
    const ends = [
      { reply: unavailable, error: ' !ServiceUnavailableError' },
      { reply: { marbles: '---|', values }, stopAt: 11 },
      { reply: { marbles: 'r----|', values }, stopAt: 11 },
      { reply: { marbles: 't----|', values }, stopAt: 11 },
      { reply: { marbles: 'n----|', values }, stopAt: 11 },
      { reply: { marbles: '-n|', values } },
    ];
    const outcomes = ends.map(({ reply, stopAt }) =>
      playConversation([old, old, reply, newer], {
        ...first,
        9: command,
        ...(stopAt !== undefined && { [stopAt]: stop }),
        50: regenerate,
      }),
    );

    for (const [index, { states, transport, log }] of outcomes.entries()) {
      const last = states.findLast(({ interrupted }) => interrupted);
      expect(summarizeHistory(last?.messages ?? [])).toBe(history);
      const { entries } = outcomes[index]?.conversation.export() ?? {};
      expect(entries?.find(({ id }) => id === last?.interrupted?.afterId)?.message.role).toBe('user');
      expect(last?.isRunning).toBe(false);
      expect(log.some((line) => line.includes('failed:'))).toBe(ends[index]?.error !== undefined);
      // `regenerate` repeats the failed request.
      expect(summarizeRequests(transport).slice(2)).toEqual([request, request]);
      expect(log.at(-1)).toBe(`54 idle: ${request} <Newer.>`);
    }
  });

  it('is shown and exported until the first output', () => {
    const { states, log, returned } = playConversation([old, { marbles: 'r--a|', values }], {
      0: sends('Hi'),
      9: regenerate,
      10: (conversation) => getMessages(conversation.export()).length,
      12.5: (conversation) => getMessages(conversation.export()),
    });
    const [before, after] = [states[5], states[6]];

    expect(log.slice(5)).toEqual([
      '9 pending: Hi <Old.>',
      '12 streaming: Hi ~New',
      '13 streaming: Hi ~New',
      '13 idle: Hi <New>',
    ]);
    expect(before?.messages).toBe(states[4]?.messages);
    expect(after?.messages[0]).toBe(before?.messages[0]);
    expect(returned.slice(2)).toMatchObject([2, [{ content: 'Hi' }, { content: 'New' }]]);
  });

  it.each([
    ['regenerate', regenerate, 'Hi <Old.> And? <New>'],
    ['edit', edit, 'Hello <New>'],
  ] as const)('is no longer shown when %s is stopped after its first text', (_, command, expected) => {
    const { log } = playConversation([old, old, newer], { ...first, 9: command, 10.5: stop });

    expect(log.at(-1)).toBe(`10.5 idle: ${expected}`);
  });

  it.each([
    ['regenerate', regenerate],
    ['edit', edit],
  ] as const)(
    'is shown again when the answer to %s is cut off; the text of that answer is in `completion`',
    (_, command) => {
      const { states, log } = playConversation([old, old, { marbles: '-a-x', values }], {
        ...first,
        9: command,
      });

      expect(log.at(-1)).toBe(`12 failed: ${history} !TruncatedStreamError`);
      expect(states.at(-1)?.completion?.choices[0]?.message.content).toBe('New');
      expect(states.flatMap(({ messages }) => validateHistory(messages))).toEqual([]);
    },
  );

  it('is sent with the next question after a failed edit', () => {
    const { transport } = playConversation([old, unavailable, newer], {
      0: sends('Hi'),
      9: edit,
      20: sends('Go on.'),
    });

    expect(summarizeRequests(transport).at(-1)).toBe('Hi <Old.> Go on.');
  });

  it('can be edited, also by a queued command', () => {
    const { transport } = playConversation([old, unavailable, newer], {
      0: sends('Hi'),
      9: edit,
      9.5: edits(0, 'Hey'),
      20: (conversation) => conversation.resume(),
    });

    expect(summarizeRequests(transport)).toEqual(['Hi', 'Hello', 'Hey']);
  });

  it('may be an incomplete answer', () => {
    const { log } = playConversation([{ marbles: '-a-x', values }, unavailable, newer], {
      0: sends('Hi'),
      9: regenerate,
      20: regenerate,
    });

    expect(log).toContain('10 failed: Hi <New> !ServiceUnavailableError');
    expect(log.at(-1)).toBe('24 idle: Hi <Newer.>');
  });
});

describe('a blank answer', () => {
  it.each([
    ['white space', '-n---|', { n: '\n\n' }],
    ['a no-break space', '-n---|', { n: '\u00a0' }],
  ])('that is stopped after %s is not sent', (_, marbles, blank) => {
    const { transport, log } = playConversation([{ marbles, values: blank }, old], {
      0: sends('Hi'),
      3: stop,
      9: sends('Hello?'),
    });

    expect(summarizeRequests(transport)).toEqual(['Hi', 'Hi Hello?']);
    expect(log.at(-1)).toBe('11 idle: Hi Hello? <Old.>');
  });

  it('that is complete is not sent', () => {
    const { transport } = playConversation([{ marbles: '-n|', values }, old], {
      0: sends('Hi'),
      9: sends('Hello?'),
    });

    expect(summarizeRequests(transport)).toEqual(['Hi', 'Hi Hello?']);
  });

  it('does not include a refusal, which becomes the content for servers that do not know refusals', () => {
    const refused = { marbles: '-r-f|', values: { r: refusal('No.'), f: finish() } };
    const { transport, conversation } = playConversation([refused, old], {
      0: sends('Hi'),
      9: sends('Why?'),
    });

    expect(summarizeRequests(transport)[1]).toBe('Hi <No.> Why?');
    expect(conversation.currentState.messages[1]).toEqual({
      role: 'assistant',
      content: 'No.',
      refusal: 'No.',
    });
  });

  it('with a call is sent without its content', () => {
    const call = {
      marbles: '-n-c-f|',
      values: { n: '\n\n', c: toolCall({ name: 'time' }), f: finish('tool_calls') },
    };
    const time = tool({ name: 'time', description: 'The time.', execute: () => 'noon' });
    const { transport } = playConversation([call, old], { 0: sends('Hi') }, { tools: [time] });

    expect(transport.requests[1]?.body).toMatchObject({
      messages: [{ role: 'user' }, { content: null, tool_calls: [{}] }, { role: 'tool' }],
    });
  });
});

describe('a server that rejects a user message after the result of a tool', () => {
  const calls = { marbles: '-c-f|', values: { c: toolCall({ name: 'slow' }), f: finish('tool_calls') } };
  const slow = tool({ name: 'slow', description: 'Never ends.', execute: () => NEVER });
  const cancelled = '(No result: the call was cancelled. Whether it took effect is unknown.)';

  it.each<[Partial<ConversationOptions>, string]>([
    [{}, `Hi <→slow> ${cancelled} And?`],
    [{ allowUserAfterTool: false }, `Hi <→slow> ${cancelled} <Understood.> And?`],
    [
      { allowUserAfterTool: false, trim: (all) => all.slice(all.length > 1 ? 1 : 0) },
      `<→slow> ${cancelled} <Understood.> And?`,
    ],
  ])('is sent the history that %j requires', (options, expected) => {
    const { transport, states } = playConversation(
      [calls, old],
      { 0: sends('Hi'), 5: stop, 9: sends('And?') },
      { tools: [slow], ...options },
    );

    expect(summarizeRequests(transport)[1]).toBe(expected);
    // The history itself has no inserted message.
    expect(summarizeHistory(states.at(-1)?.messages ?? [])).toBe(`Hi <→slow> ${cancelled} And? <Old.>`);
  });
});
