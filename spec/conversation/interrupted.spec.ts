import { NEVER, defer, of, throwError } from 'rxjs';
import {
  type Conversation,
  type ConversationExport,
  type ConversationExportV1,
  type ConversationOptions,
  type RunHandle,
  tool,
} from 'venice-rx';
import { apiError, cut, finish, toolCall } from 'venice-rx/testing';
import { jsonCopy } from './exported-tree.js';
import {
  type Actions,
  type PlayedConversation,
  summarizeRequests,
  edits,
  summarizeHistory,
  summarize,
  playConversation,
  sends,
} from './play-conversation.js';

const values = {
  p: toolCall({ index: 0, name: 'pay' }),
  s: toolCall({ index: 1, name: 'slow' }),
  b: toolCall({ index: 1, name: 'broken' }),
  f: finish('tool_calls'),
  a: 'Paid, ',
  z: 'all.',
  x: cut('truncated'),
  n: '\n\n',
};
const paying = { marbles: '-p-f|', values };
const answer = { marbles: '-a-z|', values };
const unavailable = { marbles: '-#', error: apiError(503) };
const regenerate = (conversation: Conversation): RunHandle => conversation.regenerate();
const stop = (conversation: Conversation): void => {
  conversation.stop();
};

/** Plays a conversation with a tool that pays, and counts the payments. */
function playPayments(
  replies: Parameters<typeof playConversation>[0],
  actions: Actions,
  options: Partial<ConversationOptions> = {},
): PlayedConversation & { readonly payments: number } {
  let payments = 0;
  const tools = [
    tool({ name: 'pay', description: 'Pays.', execute: () => defer(() => of(`receipt ${(payments += 1)}`)) }),
    tool({ name: 'slow', description: 'Never ends.', execute: () => NEVER }),
    tool({ name: 'broken', description: 'Fails.', execute: () => throwError(() => new Error('no')) }),
  ];
  const outcome = playConversation(replies, actions, { tools, concurrency: 1, ...options });
  return { ...outcome, payments };
}

/** A way to interrupt a run: the replies, the actions of the user, and the options. */
type Interruption = readonly [Parameters<typeof playConversation>[0], Actions, Partial<ConversationOptions>?];

const withSlow = { marbles: '-p-s-f|', values };
const withBroken = { marbles: '-p-b-f|', values };
const interruptions: Readonly<Record<string, Interruption>> = {
  'a 503 of the next step': [[paying, unavailable], {}],
  'a 401 of the next step': [[paying, { marbles: '-#', error: apiError(401) }], {}],
  'a text that is cut off': [[paying, { marbles: '-a-x', values }], {}],
  'an error after the first text': [
    [paying, { marbles: '-a-#', values, error: apiError(500, { inBand: true }) }],
    {},
  ],
  'an end without a finish reason': [[paying, { marbles: '-x', values }], {}],
  'a call that is cut off': [[paying, { marbles: '-s-x', values }], {}],
  'a stop before the next step answers': [[paying, answer], { 4.5: stop }],
  'a stop after the first text': [[paying, answer], { 6: stop }],
  'a stop after white space': [[paying, { marbles: '-n--|', values }], { 6: stop }],
  'a stop while another tool runs': [[withSlow], { 9: stop }],
  'another tool that fails the run': [[withBroken], {}, { onToolError: 'fail' }],
  'too many steps': [[paying, { marbles: '-s-f|', values }], {}, { maxSteps: 2 }],
  'a step of a new answer': [[answer, paying, unavailable], { 7: regenerate }],
  'a step after an edit': [[answer, paying, unavailable], { 7: edits(0, 'Pay now') }],
};

describe('a tool that has run does not run again', () => {
  it.each(Object.keys(interruptions))('in the same conversation, after %s', (name) => {
    const [replies, actions, options] = interruptions[name] ?? [[], {}];
    const { payments, transport, conversation } = playPayments(
      [...replies, answer],
      { 0: sends('Pay'), ...actions, 50: regenerate },
      options,
    );

    expect(payments).toBe(1);
    expect(summarizeRequests(transport).at(-1)).toContain('(receipt 1)');
    expect(summarize(conversation.currentState)).toMatch(
      /^idle: Pay( now)? <.*\(receipt 1\).* <Paid, all.>$/,
    );
  });

  it.each(Object.keys(interruptions))('after a reload, after %s', (name) => {
    const [replies, actions, options] = interruptions[name] ?? [[], {}];
    const close = (conversation: Conversation): void => {
      conversation.close();
    };
    const first = playPayments(replies, { 0: sends('Pay'), ...actions, 40: close }, options);
    const from = jsonCopy(first.conversation.export());
    const { payments, transport, conversation } = playPayments([answer], { 0: regenerate }, { from });

    expect([first.payments, payments]).toEqual([1, 0]);
    expect(summarizeRequests(transport).at(-1)).toContain('(receipt 1)');
    expect(summarize(conversation.currentState)).toMatch(
      /^idle: Pay( now)? <.*\(receipt 1\).* <Paid, all.>$/,
    );
  });

  it.each([4, 4.5, 5, 6, 7, 8])('after loading an export from %d ms, during the run', (at) => {
    const { payments, returned } = playPayments([paying, answer], {
      0: sends('Pay'),
      [at]: (conversation) => conversation.export(),
    });
    const from = jsonCopy(returned[1] as ConversationExport);
    const again = playPayments([answer], { 0: regenerate }, { from });

    expect([payments, again.payments]).toEqual([1, 0]);
  });

  it('after `regenerate` with `switch`', () => {
    const { payments, log } = playPayments(
      [paying, answer, answer],
      { 0: sends('Pay'), 6: regenerate },
      { whileRunning: 'switch' },
    );

    expect(payments).toBe(1);
    expect(log.at(-1)).toBe('10 idle: Pay <→pay> (receipt 1) <Paid, all.>');
  });

  it('after loading only the messages', () => {
    const messages = playPayments([paying, unavailable], { 0: sends('Pay') }).conversation.currentState
      .messages;
    const { payments, transport } = playPayments([answer], { 0: regenerate }, { messages });

    expect(payments).toBe(0);
    expect(summarizeRequests(transport)).toEqual(['Pay <→pay> (receipt 1)']);
  });

  it('if it was cancelled: the model is informed that its outcome is unknown', () => {
    const { transport } = playPayments([withSlow, answer], { 0: sends('Pay'), 9: stop, 50: regenerate });

    expect(summarizeRequests(transport).at(-1)).toBe(
      'Pay <→pay →slow> (receipt 1) (No result: the call was cancelled. Whether it took effect is unknown.)',
    );
  });
});

describe('an answer that is complete', () => {
  it('is requested again with its tools', () => {
    const { payments, transport } = playPayments([paying, answer, paying, answer], {
      0: sends('Pay'),
      50: regenerate,
    });

    expect(payments).toBe(2);
    expect(summarizeRequests(transport)[2]).toBe('Pay');
  });
});

describe('the interrupted run', () => {
  it('is in the state and the export until the next run begins', () => {
    const { states, returned } = playPayments([paying, unavailable, answer], {
      0: sends('Pay'),
      20: (conversation) => conversation.export(),
      50: regenerate,
    });

    expect(states.filter(({ interrupted }) => interrupted).map(({ status }) => status)).toEqual(['failed']);
    expect(returned[1]).toMatchObject({ interrupted: { afterId: states.at(-1)?.entries[2]?.id } });
  });

  it('may belong to a version that is not shown', () => {
    const { conversation } = playPayments([answer, unavailable], {
      0: sends('Hi'),
      9: edits(0, 'Hello'),
    });
    const { entries, messages, interrupted } = conversation.currentState;

    expect(summarizeHistory(messages)).toBe('Hi <Paid, all.>');
    expect(interrupted).toEqual({ afterId: entries[0]?.versions[1] });
  });

  it.each<[string, unknown, string]>([
    ['from.interrupted', 5, 'an object, if given; received 5'],
    ['from.interrupted.keep', { messages: [] }, 'a number of messages of the history; received undefined'],
    ['from.interrupted.keep', { keep: 2, messages: [] }, 'a number of messages of the history; received 2'],
    ['from.interrupted.keep', { keep: -1, messages: [] }, 'a number of messages of the history; received -1'],
    ['from.interrupted.messages', { keep: 1 }, 'an array of messages; received undefined'],
  ])('is validated in an export: %s', (path, interrupted, expected) => {
    const from = {
      version: 1,
      messages: [{ role: 'user', content: 'Hi' }],
      interrupted,
    } as ConversationExportV1;

    expect(() => playPayments([], {}, { from })).toThrow(TypeError);
    expect(() => playPayments([], {}, { from })).toThrow(`\`${path}\` must be ${expected}`);
  });

  it('keeps its position when the history is repaired', () => {
    const from: ConversationExportV1 = {
      version: 1,
      messages: [
        { role: 'assistant', content: ' ' },
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Hel' },
      ],
      interrupted: { keep: 2, messages: [] },
    };
    const { transport } = playPayments([answer], { 0: regenerate }, { from });

    expect(summarizeRequests(transport)).toEqual(['Hi']);
  });
});
