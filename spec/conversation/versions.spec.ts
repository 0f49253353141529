import { NEVER, defer, of } from 'rxjs';
import { type ChatMessage, Conversation, LimitExceededError, tool, validateHistory } from 'venice-rx';
import { apiError, cut, finish, toolCall } from 'venice-rx/testing';
import { load, jsonCopy } from './exported-tree.js';
import {
  summarizeRequests,
  edits,
  summarizeHistory,
  idAt,
  playConversation,
  sends,
} from './play-conversation.js';

const values = { a: 'A', b: 'B', c: 'C', x: cut('truncated'), p: toolCall({ name: 'pay' }) };
const first = { marbles: '-a|', values };
const second = { marbles: '-b|', values };
const third = { marbles: '-c|', values };
const paying = { marbles: '-p-f|', values: { ...values, f: finish('tool_calls') } };
const unavailable = { marbles: '-#', error: apiError(503) };
const cutOff = { marbles: '-b-x', values };
const regenerate = (place: number) => (conversation: Conversation) =>
  conversation.regenerate(idAt(conversation, place));
const select = (place: number, version: number) => (conversation: Conversation) => {
  conversation.select(conversation.currentState.entries[place]?.versions[version] ?? 'none');
};
const remove = (place: number) => (conversation: Conversation) => {
  conversation.remove(idAt(conversation, place));
};
const shown = ({ currentState }: Conversation): string => summarizeHistory(currentState.messages);
const versions = ({ currentState }: Conversation): readonly string[] =>
  currentState.entries.map(({ versionIndex, versions: all }) => `${versionIndex + 1}/${all.length}`);

describe('regenerate', () => {
  it('adds a version of any answer, and keeps the messages after the old version', () => {
    const { conversation, transport } = playConversation([first, second, third], {
      0: sends('1'),
      9: sends('2'),
      19: regenerate(1),
    });

    expect(summarizeRequests(transport)).toEqual(['1', '1 <A> 2', '1']);
    expect([shown(conversation), versions(conversation)]).toEqual(['1 <C>', ['1/1', '2/2']]);
    select(1, 0)(conversation);
    expect([shown(conversation), versions(conversation)]).toEqual([
      '1 <A> 2 <B>',
      ['1/1', '1/2', '1/1', '1/1'],
    ]);
  });

  it('accepts a question, and requests all steps of its answer again', () => {
    const pay = tool({ name: 'pay', description: 'Pays.', execute: () => 'paid' });
    const { conversation, transport } = playConversation(
      [paying, first, second, third],
      { 0: sends('Pay'), 20: regenerate(3), 40: regenerate(0) },
      { tools: [pay] },
    );

    expect(summarizeRequests(transport).slice(2)).toEqual(['Pay', 'Pay']);
    expect(versions(conversation)).toEqual(['1/1', '3/3']);
    select(1, 0)(conversation);
    expect(shown(conversation)).toBe('Pay <→pay> (paid) <A>');
  });

  it('shows the old version until the new one has output', () => {
    const { log } = playConversation([first, second], { 0: sends('1'), 9: regenerate(1) });

    expect(log.slice(-4)).toEqual([
      '9 pending: 1 <A>',
      '10 streaming: 1 ~B',
      '11 streaming: 1 ~B',
      '11 idle: 1 <B>',
    ]);
  });

  it('requests an answer for a question whose run has failed', () => {
    const { conversation } = playConversation([unavailable, first], { 0: sends('1'), 9: regenerate(0) });

    expect(conversation.currentState.entries.map(({ status }) => status)).toEqual(['done', 'done']);
  });

  it('adds a version after the user has selected an incomplete one', () => {
    const { conversation, transport } = playConversation([first, cutOff, second], {
      0: sends('1'),
      9: (it) => it.regenerate(),
      // The incomplete version is not shown, so the user selects it.
      19: select(1, 1),
      29: (it) => it.regenerate(),
    });

    expect(summarizeRequests(transport)).toEqual(['1', '1', '1']);
    expect([shown(conversation), versions(conversation)]).toEqual(['1 <B>', ['1/1', '3/3']]);
  });
});

describe('regenerate of an interrupted answer', () => {
  const pay = tool({ name: 'pay', description: 'Pays.', execute: () => 'paid' });

  it.each([
    ['without an id', (conversation: Conversation) => conversation.regenerate()],
    ['with the id of the answer', regenerate(1)],
    ['with the id of its question', regenerate(0)],
  ])(
    'continues after the last finished step, even if the shown version was selected again: %s',
    (_, command) => {
      const { conversation, transport } = playConversation(
        [paying, cutOff, first],
        { 0: sends('Pay'), 20: select(0, 0), 30: command },
        { tools: [pay] },
      );

      expect(summarizeRequests(transport)).toEqual(['Pay', 'Pay <→pay> (paid)', 'Pay <→pay> (paid)']);
      expect(versions(conversation)).toEqual(['1/1', '1/1', '1/1', '2/2']);
    },
  );

  it('requests an answer again if none of its calls has started', () => {
    const { transport } = playConversation(
      [paying, first],
      { 0: sends('Pay'), 20: select(0, 0), 30: (conversation) => conversation.regenerate() },
      { tools: [pay], maxSteps: 1 },
    );

    expect(summarizeRequests(transport)).toEqual(['Pay', 'Pay']);
  });
});

describe('edit', () => {
  it('adds a version of any question, and keeps the old version with its answer', () => {
    const { conversation, transport } = playConversation([first, second, third], {
      0: sends('1'),
      9: sends('2'),
      19: edits(2, 'Two'),
    });

    expect(summarizeRequests(transport).at(-1)).toBe('1 <A> Two');
    expect(versions(conversation)).toEqual(['1/1', '1/1', '2/2', '1/1']);
    select(2, 0)(conversation);
    expect(shown(conversation)).toBe('1 <A> 2 <B>');
  });

  it('shows the old version if it fails, and keeps its question as `failed`', () => {
    const { conversation, states } = playConversation([first, unavailable], {
      0: sends('1'),
      9: edits(0, 'One'),
    });
    const { entries } = conversation.export();

    expect([shown(conversation), versions(conversation)]).toEqual(['1 <A>', ['1/2', '1/1']]);
    expect(entries.map(({ message, status }) => [message.content, status])).toEqual([
      ['1', 'done'],
      ['A', 'done'],
      ['One', 'failed'],
    ]);
    // The same object, so that components with `OnPush` do not render it again.
    const answered = states.find(({ entries: [, answer] }) => answer?.status === 'done');
    expect(states.at(-1)?.entries[1]).toBe(answered?.entries[1]);
  });
});

describe('an answer that is cut off', () => {
  it.each([
    ['regenerate', regenerate(1), [1, 2]],
    ['edit', edits(0, 'One'), [2, 1]],
  ] as const)('after `%s` stays in the tree with its text', (_, command, counts) => {
    const { conversation } = playConversation([first, cutOff], { 0: sends('1'), 9: command });
    const last = conversation.export().entries.at(-1);

    expect(conversation.currentState.entries.map((entry) => entry.versions.length)).toEqual(counts);
    expect(shown(conversation)).toBe('1 <A>');
    expect([last?.status, last?.message.content]).toEqual(['failed', 'B']);
  });

  it.each([1, 2])('is the same after %d reloads', (times) => {
    const { conversation } = playConversation([first, cutOff], { 0: sends('1'), 9: edits(0, 'One') });
    let exported = conversation.export();
    for (let time = 0; time < times; time += 1) exported = load(exported).export();
    const { transport } = playConversation(
      [third],
      { 0: (it) => it.regenerate() },
      { from: jsonCopy(exported) },
    );

    expect(exported).toEqual(conversation.export());
    expect(summarizeRequests(transport)).toEqual(['One']);
  });
});

describe('select', () => {
  it('during a run does not move the run to the selected version', () => {
    const { conversation, log } = playConversation([first, { marbles: '-b-c|', values }], {
      0: sends('1'),
      9: regenerate(1),
      10.5: select(1, 0),
    });

    expect(log.slice(-3)).toEqual(['12 streaming: 1 <A> ~BC', '13 streaming: 1 <A> ~BC', '13 idle: 1 <A>']);
    select(1, 1)(conversation);
    expect(shown(conversation)).toBe('1 <BC>');
  });

  it('before the first output keeps the selected version after the run', () => {
    const { conversation, transport } = playConversation([first, second, third, first], {
      0: sends('1'),
      9: regenerate(1),
      19: regenerate(1),
      19.5: select(1, 0),
      29: sends('2'),
    });

    expect(shown(conversation)).toBe('1 <A> 2 <A>');
    expect(summarizeRequests(transport).at(-1)).toBe('1 <A> 2');
  });
});

describe('remove', () => {
  it('removes an entry and all entries after it, and shows the previous version', () => {
    const { conversation } = playConversation([first, second, third], {
      0: sends('1'),
      9: regenerate(1),
      19: sends('2'),
      29: remove(1),
    });

    expect([shown(conversation), versions(conversation)]).toEqual(['1 <A>', ['1/1', '1/1']]);
    expect(conversation.export().entries).toHaveLength(2);
  });

  it.each([
    ['its question', 0, ''],
    ['its answer', 1, '1'],
  ])('of %s stops the run, closes its connection and holds the queue', (_, place, expected) => {
    const { conversation, transport, log } = playConversation([{ marbles: '-a--|', values }], {
      0: sends('1'),
      1.5: sends('2'),
      2: remove(place),
    });

    expect(transport.requests).toMatchObject([{ outcome: 'cancelled', endedAt: 2 }]);
    expect(log.at(-1)).toBe(`2 idle: ${expected ? `${expected} ` : ''}+1 held`);
    expect(conversation.currentState.interrupted).toEqual(
      place === 0 ? undefined : { afterId: idAt(conversation, 0) },
    );
  });

  it('does not stop a run in another version', () => {
    const { log } = playConversation([first, second, { marbles: '-c-a|', values }], {
      0: sends('1'),
      9: regenerate(1),
      19: sends('2'),
      20.5: (conversation) => {
        conversation.remove(conversation.currentState.entries[1]?.versions[0] ?? '');
      },
    });

    expect(log.at(-1)).toBe('23 idle: 1 <B> 2 <CA>');
  });

  it('of the result of a call leaves a history that can be sent', () => {
    const pay = tool({ name: 'pay', description: 'Pays.', execute: () => 'paid' });
    const { conversation } = playConversation(
      [paying, first],
      { 0: sends('Pay'), 20: remove(2) },
      { tools: [pay] },
    );

    expect(conversation.currentState.entries).toHaveLength(2);
    expect(validateHistory(conversation.currentState.messages)).toEqual([]);
    expect(shown(conversation)).toContain('Whether it took effect is unknown.');
  });
});

describe('replace', () => {
  it('changes a message without a new version and without a request', () => {
    const { conversation, transport } = playConversation([first], {
      0: sends('1'),
      9: (it) => {
        it.replace(idAt(it, 1), { role: 'assistant', content: 'Corrected' });
      },
    });

    expect([shown(conversation), versions(conversation)]).toEqual(['1 <Corrected>', ['1/1', '1/1']]);
    expect(transport.requests).toHaveLength(1);
  });

  it('removes the tool calls that are not in the new message', () => {
    const pay = tool({ name: 'pay', description: 'Pays.', execute: () => 'paid' });
    const { conversation } = playConversation([paying, first], { 0: sends('Pay') }, { tools: [pay] });
    conversation.replace(idAt(conversation, 1), { role: 'assistant', content: 'I paid.' });

    expect(conversation.currentState.entries[1]?.toolCalls).toEqual([]);
    expect(shown(conversation)).toBe('Pay <I paid.> <A>');
  });

  it.each<[string, ChatMessage, string]>([
    [
      'another role',
      { role: 'user', content: 'Hi' },
      "`message` must be a message with the role 'assistant'",
    ],
    ['no message', null as never, '`message` must be a message, an object with a `role`'],
    ['invalid content', { role: 'assistant', content: 5 as never }, '`message.content` must be a string'],
  ])('rejects %s', (_, message, expected) => {
    const { conversation } = playConversation([first], { 0: sends('1') });

    expect(() => {
      conversation.replace(idAt(conversation, 1), message);
    }).toThrow(expected);
  });

  it('rejects an answer that is arriving', () => {
    const { returned } = playConversation([{ marbles: '-a--|', values }], {
      0: sends('1'),
      2: (it) => {
        it.replace(idAt(it, 1), { role: 'assistant', content: 'B' });
      },
    });

    expect(returned[1]).toEqual(new TypeError('`id` must be the id of a complete entry; received a string'));
  });
});

describe('an unknown id', () => {
  const commands: Readonly<Record<string, (conversation: Conversation, id: string) => unknown>> = {
    regenerate: (it, id) => it.regenerate(id),
    edit: (it, id) => it.edit(id, 'Hi'),
    select: (it, id) => {
      it.select(id);
    },
    remove: (it, id) => {
      it.remove(id);
    },
    replace: (it, id) => {
      it.replace(id, { role: 'user', content: 'Hi' });
    },
    setMetadata: (it, id) => {
      it.setMetadata(id, 1);
    },
  };

  it.each(Object.keys(commands))('is rejected by %s', (name) => {
    const conversation = new Conversation(() => NEVER, { request: { model: 'default' } });

    expect(() => commands[name]?.(conversation, 'none')).toThrow(
      new TypeError('`id` must be the id of an entry; received a string'),
    );
  });

  it.each(['select', 'remove', 'replace', 'setMetadata'])('does nothing after close: %s', (name) => {
    const { conversation } = playConversation([first], {
      0: sends('1'),
      9: (it) => {
        it.close();
      },
    });
    const before = conversation.currentState;
    commands[name]?.(conversation, idAt(conversation, 0));

    expect(conversation.currentState).toBe(before);
  });
});

describe('a finished step of an interrupted answer', () => {
  it.each(['in place', 'after a reload'])('is not repeated in a version that was selected, %s', (where) => {
    let payments = 0;
    const pay = tool({
      name: 'pay',
      description: 'Pays.',
      execute: () => defer(() => of(`receipt ${(payments += 1)}`)),
    });
    const tools = [pay];
    const actions = { 0: sends('Pay'), 9: edits(0, 'Pay now'), 19: select(0, 1) };
    const before = playConversation([first, paying, unavailable], actions, { tools });
    const from = jsonCopy(before.conversation.export());
    const after = playConversation([second], { 0: (it) => it.regenerate() }, { tools, from });
    const again =
      where === 'in place'
        ? playConversation(
            [first, paying, unavailable, second],
            { ...actions, 29: (it) => it.regenerate() },
            { tools },
          )
        : after;

    // `before` has paid, and so has `again` in the first case. `after` must not pay.
    expect(payments).toBe(where === 'in place' ? 2 : 1);
    expect(summarizeRequests(again.transport).at(-1)).toBe(`Pay now <→pay> (receipt ${payments})`);
    expect(versions(again.conversation)).toEqual(['2/2', '1/1', '1/1', '1/1']);
  });
});

function catchThrown(command: () => unknown): unknown {
  try {
    return command();
  } catch (error) {
    return error;
  }
}

describe('the limits of the tree', () => {
  const options = { request: { model: 'default' }, messages: [{ role: 'user', content: '1' }] } as const;

  it('make a command throw if there are `maxEntries` entries', () => {
    const conversation = new Conversation(() => NEVER, { ...options, maxEntries: 2 });
    conversation.send('2');

    const commands = [
      () => conversation.send('3'),
      () => conversation.regenerate(),
      () => conversation.edit(idAt(conversation, 0), 'One'),
    ];
    for (const command of commands) {
      expect(command).toThrow(LimitExceededError);
      expect(command).toThrow('the conversation has 2 entries: remove some, or allow more with maxEntries');
    }
    expect(conversation.currentState).toMatchObject({ entries: [{}, {}], queue: [] });
  });

  it('include queued commands', () => {
    const conversation = new Conversation(() => NEVER, { ...options, maxEntries: 4 });
    conversation.send('2');
    conversation.send('3');
    conversation.send('4');

    expect(catchThrown(() => conversation.send('5'))).toMatchObject({ kind: 'entries', limit: 4 });
  });

  it('make a command throw if an entry has `maxVersions` versions', () => {
    const conversation = new Conversation(() => NEVER, {
      ...options,
      maxVersions: 2,
      whileRunning: 'switch',
    });
    conversation.edit(idAt(conversation, 0), 'One');

    expect(catchThrown(() => conversation.edit(idAt(conversation, 0), 'Uno'))).toMatchObject({
      kind: 'versions',
      limit: 2,
    });
    expect(conversation.currentState).toMatchObject({ messages: [{ content: 'One' }], isRunning: true });
  });

  it('do not apply to a loaded export', () => {
    const { conversation } = playConversation([first], { 0: sends('1') });
    const from = jsonCopy(conversation.export());

    expect(
      new Conversation(() => NEVER, { ...options, from, maxEntries: 1 }).currentState.entries,
    ).toHaveLength(2);
  });
});
