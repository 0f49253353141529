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
import { type Deeds, type Played, asked, edits, historyInShort, inShort, played, says } from './played.js';

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
const refused = { marbles: '-#', error: apiError(503) };
const regenerate = (conversation: Conversation): RunHandle => conversation.regenerate();
const stop = (conversation: Conversation): void => {
  conversation.stop();
};

/** Plays a conversation whose tool costs money, and counts how often it was paid. */
function paid(
  replies: Parameters<typeof played>[0],
  deeds: Deeds,
  options: Partial<ConversationOptions> = {},
): Played & { readonly payments: number } {
  let payments = 0;
  const tools = [
    tool({ name: 'pay', description: 'Pays.', execute: () => defer(() => of(`receipt ${(payments += 1)}`)) }),
    tool({ name: 'slow', description: 'Never ends.', execute: () => NEVER }),
    tool({ name: 'broken', description: 'Fails.', execute: () => throwError(() => new Error('no')) }),
  ];
  const outcome = played(replies, deeds, { tools, concurrency: 1, ...options });
  return { ...outcome, payments };
}

/** What interrupts a run: its answers, what the user does, and the options. */
type Way = readonly [Parameters<typeof played>[0], Deeds, Partial<ConversationOptions>?];

const withSlow = { marbles: '-p-s-f|', values };
const withBroken = { marbles: '-p-b-f|', values };
const ways: Readonly<Record<string, Way>> = {
  'a 503 of the next step': [[paying, refused], {}],
  'a 401 of the next step': [[paying, { marbles: '-#', error: apiError(401) }], {}],
  'a text that is cut': [[paying, { marbles: '-a-x', values }], {}],
  'an error in the text': [[paying, { marbles: '-a-#', values, error: apiError(500, { inBand: true }) }], {}],
  'an end without a finish': [[paying, { marbles: '-x', values }], {}],
  'a call that is cut': [[paying, { marbles: '-s-x', values }], {}],
  'a stop before the next step answers': [[paying, answer], { 4.5: stop }],
  'a stop in the text': [[paying, answer], { 6: stop }],
  'a stop after blanks': [[paying, { marbles: '-n--|', values }], { 6: stop }],
  'a stop while another tool runs': [[withSlow], { 9: stop }],
  'another tool that fails the run': [[withBroken], {}, { onToolError: 'fail' }],
  'too many steps': [[paying, { marbles: '-s-f|', values }], {}, { maxSteps: 2 }],
  'a step of a new answer': [[answer, paying, refused], { 7: regenerate }],
  'a step after an edit': [[answer, paying, refused], { 7: edits(0, 'Pay now') }],
};

describe('a tool that has run does not run again', () => {
  it.each(Object.keys(ways))('in place, after %s', (what) => {
    const [replies, deeds, options] = ways[what] ?? [[], {}];
    const { payments, transport, conversation } = paid(
      [...replies, answer],
      { 0: says('Pay'), ...deeds, 50: regenerate },
      options,
    );

    expect(payments).toBe(1);
    expect(asked(transport).at(-1)).toContain('(receipt 1)');
    expect(inShort(conversation.currentState)).toMatch(/^idle: Pay( now)? <.*\(receipt 1\).* <Paid, all.>$/);
  });

  it.each(Object.keys(ways))('in a conversation that is loaded again, after %s', (what) => {
    const [replies, deeds, options] = ways[what] ?? [[], {}];
    const close = (conversation: Conversation): void => {
      conversation.close();
    };
    const first = paid(replies, { 0: says('Pay'), ...deeds, 40: close }, options);
    const from = reloaded(reloaded(first.conversation.export()));
    const { payments, transport, conversation } = paid([answer], { 0: regenerate }, { from });

    expect([first.payments, payments]).toEqual([1, 0]);
    expect(asked(transport).at(-1)).toContain('(receipt 1)');
    expect(inShort(conversation.currentState)).toMatch(/^idle: Pay( now)? <.*\(receipt 1\).* <Paid, all.>$/);
  });

  it.each([4, 4.5, 5, 6, 7, 8])('in one that is loaded as it was at %d ms, during the run', (at) => {
    const { payments, returned } = paid([paying, answer], {
      0: says('Pay'),
      [at]: (conversation) => conversation.export(),
    });
    const from = reloaded(returned[1] as ConversationExport);
    const again = paid([answer], { 0: regenerate }, { from });

    expect([payments, again.payments]).toEqual([1, 0]);
  });

  it('by switching to another answer', () => {
    const { payments, log } = paid(
      [paying, answer, answer],
      { 0: says('Pay'), 6: regenerate },
      { whileRunning: 'switch' },
    );

    expect(payments).toBe(1);
    expect(log.at(-1)).toBe('10 idle: Pay <→pay> (receipt 1) <Paid, all.>');
  });

  it('from the messages that another program has saved', () => {
    const messages = paid([paying, refused], { 0: says('Pay') }).conversation.currentState.messages;
    const { payments, transport } = paid([answer], { 0: regenerate }, { messages });

    expect(payments).toBe(0);
    expect(asked(transport)).toEqual(['Pay <→pay> (receipt 1)']);
  });

  it('and one that was cancelled is left to the model, which is told that its outcome is unknown', () => {
    const { transport } = paid([withSlow, answer], { 0: says('Pay'), 9: stop, 50: regenerate });

    expect(asked(transport).at(-1)).toBe(
      'Pay <→pay →slow> (receipt 1) (No result: the call was cancelled. Whether it took effect is unknown.)',
    );
  });
});

function reloaded(exported: ConversationExport): ConversationExport {
  return JSON.parse(JSON.stringify(exported)) as ConversationExport;
}

describe('an answer that is complete', () => {
  it('is requested again with its tools', () => {
    const { payments, transport } = paid([paying, answer, paying, answer], {
      0: says('Pay'),
      50: regenerate,
    });

    expect(payments).toBe(2);
    expect(asked(transport)[2]).toBe('Pay');
  });
});

describe('the interrupted run', () => {
  it('is in the state and in the export until the next run begins', () => {
    const { states, returned } = paid([paying, refused, answer], {
      0: says('Pay'),
      20: (conversation) => conversation.export(),
      50: regenerate,
    });

    expect(states.filter(({ interrupted }) => interrupted).map(({ status }) => status)).toEqual(['failed']);
    expect(returned[1]).toMatchObject({ interrupted: { afterId: states.at(-1)?.entries[2]?.id } });
  });

  it('may belong to a version that is not shown', () => {
    const { conversation } = paid([answer, refused], {
      0: says('Hi'),
      9: edits(0, 'Hello'),
    });
    const { entries, messages, interrupted } = conversation.currentState;

    expect(historyInShort(messages)).toBe('Hi <Paid, all.>');
    expect(interrupted).toEqual({ afterId: entries[0]?.versions[1] });
  });

  it.each<[string, unknown, string]>([
    ['from.interrupted', 5, 'an object, if given; received 5'],
    ['from.interrupted.keep', { messages: [] }, 'a number of messages of the history; received undefined'],
    ['from.interrupted.keep', { keep: 2, messages: [] }, 'a number of messages of the history; received 2'],
    ['from.interrupted.keep', { keep: -1, messages: [] }, 'a number of messages of the history; received -1'],
    ['from.interrupted.messages', { keep: 1 }, 'an array of messages; received undefined'],
  ])('is checked in what is loaded: %s', (path, interrupted, expected) => {
    const from = {
      version: 1,
      messages: [{ role: 'user', content: 'Hi' }],
      interrupted,
    } as ConversationExportV1;

    expect(() => paid([], {}, { from })).toThrow(TypeError);
    expect(() => paid([], {}, { from })).toThrow(`\`${path}\` must be ${expected}`);
  });

  it('keeps its place where the history is repaired', () => {
    const from: ConversationExportV1 = {
      version: 1,
      messages: [
        { role: 'assistant', content: ' ' },
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Hel' },
      ],
      interrupted: { keep: 2, messages: [] },
    };
    const { transport } = paid([answer], { 0: regenerate }, { from });

    expect(asked(transport)).toEqual(['Hi']);
  });
});
