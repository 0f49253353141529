import { NEVER, defer, of } from 'rxjs';
import { type ChatMessage, Conversation, LimitExceededError, tool, validateHistory } from 'venice-rx';
import { apiError, cut, finish, toolCall } from 'venice-rx/testing';
import { load, reloaded } from './exported-tree.js';
import { asked, edits, historyInShort, idAt, played, says } from './played.js';

const values = { a: 'A', b: 'B', c: 'C', x: cut('truncated'), p: toolCall({ name: 'pay' }) };
const first = { marbles: '-a|', values };
const second = { marbles: '-b|', values };
const third = { marbles: '-c|', values };
const paying = { marbles: '-p-f|', values: { ...values, f: finish('tool_calls') } };
const refused = { marbles: '-#', error: apiError(503) };
const broken = { marbles: '-b-x', values };
const regenerate = (place: number) => (conversation: Conversation) =>
  conversation.regenerate(idAt(conversation, place));
const select = (place: number, version: number) => (conversation: Conversation) => {
  conversation.select(conversation.currentState.entries[place]?.versions[version] ?? 'none');
};
const remove = (place: number) => (conversation: Conversation) => {
  conversation.remove(idAt(conversation, place));
};
const shown = ({ currentState }: Conversation): string => historyInShort(currentState.messages);
const versions = ({ currentState }: Conversation): readonly string[] =>
  currentState.entries.map(({ versionIndex, versions: all }) => `${versionIndex + 1}/${all.length}`);

describe('regenerate', () => {
  it('adds a version of any answer, and what followed the old one stays', () => {
    const { conversation, transport } = played([first, second, third], {
      0: says('1'),
      9: says('2'),
      19: regenerate(1),
    });

    expect(asked(transport)).toEqual(['1', '1 <A> 2', '1']);
    expect([shown(conversation), versions(conversation)]).toEqual(['1 <C>', ['1/1', '2/2']]);
    select(1, 0)(conversation);
    expect([shown(conversation), versions(conversation)]).toEqual([
      '1 <A> 2 <B>',
      ['1/1', '1/2', '1/1', '1/1'],
    ]);
  });

  it('takes a question as well, and asks for its whole turn: all steps since', () => {
    const pay = tool({ name: 'pay', description: 'Pays.', execute: () => 'paid' });
    const { conversation, transport } = played(
      [paying, first, second, third],
      { 0: says('Pay'), 20: regenerate(3), 40: regenerate(0) },
      { tools: [pay] },
    );

    expect(asked(transport).slice(2)).toEqual(['Pay', 'Pay']);
    expect(versions(conversation)).toEqual(['1/1', '3/3']);
    select(1, 0)(conversation);
    expect(shown(conversation)).toBe('Pay <→pay> (paid) <A>');
  });

  it('shows the old version until the new one has output', () => {
    const { log } = played([first, second], { 0: says('1'), 9: regenerate(1) });

    expect(log.slice(-4)).toEqual([
      '9 pending: 1 <A>',
      '10 streaming: 1 ~B',
      '11 streaming: 1 ~B',
      '11 idle: 1 <B>',
    ]);
  });

  it('answers a question whose run failed', () => {
    const { conversation } = played([refused, first], { 0: says('1'), 9: regenerate(0) });

    expect(conversation.currentState.entries.map(({ status }) => status)).toEqual(['done', 'done']);
  });

  it('continues the version that is selected', () => {
    const { conversation, transport } = played([first, broken, second, third], {
      0: says('1'),
      9: (it) => it.regenerate(),
      // The broken version is not shown, and is selected by hand.
      19: select(1, 1),
      29: (it) => it.regenerate(),
    });

    expect(asked(transport)).toEqual(['1', '1', '1']);
    expect([shown(conversation), versions(conversation)]).toEqual(['1 <B>', ['1/1', '3/3']]);
  });
});

describe('regenerate of a turn that was interrupted', () => {
  const pay = tool({ name: 'pay', description: 'Pays.', execute: () => 'paid' });

  it.each([
    ['the last one', (conversation: Conversation) => conversation.regenerate()],
    ['that of an entry', regenerate(1)],
    ['that of its question', regenerate(0)],
  ])('continues after its last finished step, also where it was selected: %s', (_, command) => {
    const { conversation, transport } = played(
      [paying, broken, first],
      { 0: says('Pay'), 20: select(0, 0), 30: command },
      { tools: [pay] },
    );

    expect(asked(transport)).toEqual(['Pay', 'Pay <→pay> (paid)', 'Pay <→pay> (paid)']);
    expect(versions(conversation)).toEqual(['1/1', '1/1', '1/1', '2/2']);
  });

  it('requests calls again none of which has begun', () => {
    const { transport } = played(
      [paying, first],
      { 0: says('Pay'), 20: select(0, 0), 30: (conversation) => conversation.regenerate() },
      { tools: [pay], maxSteps: 1 },
    );

    expect(asked(transport)).toEqual(['Pay', 'Pay']);
  });
});

describe('edit', () => {
  it('adds a version of any question, and the old one stays with its answer', () => {
    const { conversation, transport } = played([first, second, third], {
      0: says('1'),
      9: says('2'),
      19: edits(2, 'Two'),
    });

    expect(asked(transport).at(-1)).toBe('1 <A> Two');
    expect(versions(conversation)).toEqual(['1/1', '1/1', '2/2', '1/1']);
    select(2, 0)(conversation);
    expect(shown(conversation)).toBe('1 <A> 2 <B>');
  });

  it('that fails leaves the path where it was, and its question in the tree, marked failed', () => {
    const { conversation, states } = played([first, refused], { 0: says('1'), 9: edits(0, 'One') });
    const { entries } = conversation.export();

    expect([shown(conversation), versions(conversation)]).toEqual(['1 <A>', ['1/2', '1/1']]);
    expect(entries.map(({ message, status }) => [message.content, status])).toEqual([
      ['1', 'done'],
      ['A', 'done'],
      ['One', 'failed'],
    ]);
    expect(states.at(-1)?.entries[1]).toBe(states[4]?.entries[1]);
  });
});

describe('a version that breaks', () => {
  it.each([
    ['regenerate', regenerate(1), [1, 2]],
    ['edit', edits(0, 'One'), [2, 1]],
  ] as const)('by %s stays in the tree, with what it has said', (_, command, counts) => {
    const { conversation } = played([first, broken], { 0: says('1'), 9: command });
    const last = conversation.export().entries.at(-1);

    expect(conversation.currentState.entries.map((entry) => entry.versions.length)).toEqual(counts);
    expect(shown(conversation)).toBe('1 <A>');
    expect([last?.status, last?.message.content]).toEqual(['failed', 'B']);
  });

  it.each([1, 2])('or is reloaded is the same %d times', (times) => {
    const { conversation } = played([first, broken], { 0: says('1'), 9: edits(0, 'One') });
    let exported = conversation.export();
    for (let time = 0; time < times; time += 1) exported = load(exported).export();
    const { transport } = played([third], { 0: (it) => it.regenerate() }, { from: reloaded(exported) });

    expect(exported).toEqual(conversation.export());
    expect(asked(transport)).toEqual(['One']);
  });
});

describe('select', () => {
  it('during a run leaves the run in its version', () => {
    const { conversation, log } = played([first, { marbles: '-b-c|', values }], {
      0: says('1'),
      9: regenerate(1),
      10.5: select(1, 0),
    });

    expect(log.slice(-3)).toEqual(['12 streaming: 1 <A> ~BC', '13 streaming: 1 <A> ~BC', '13 idle: 1 <A>']);
    select(1, 1)(conversation);
    expect(shown(conversation)).toBe('1 <BC>');
  });

  it('before the first output keeps the path where it is', () => {
    const { conversation, transport } = played([first, second, third, first], {
      0: says('1'),
      9: regenerate(1),
      19: regenerate(1),
      19.5: select(1, 0),
      29: says('2'),
    });

    expect(shown(conversation)).toBe('1 <A> 2 <A>');
    expect(asked(transport).at(-1)).toBe('1 <A> 2');
  });
});

describe('remove', () => {
  it('takes an entry away with all that follows it, and shows the version before', () => {
    const { conversation } = played([first, second, third], {
      0: says('1'),
      9: regenerate(1),
      19: says('2'),
      29: remove(1),
    });

    expect([shown(conversation), versions(conversation)]).toEqual(['1 <A>', ['1/1', '1/1']]);
    expect(conversation.export().entries).toHaveLength(2);
  });

  it.each([
    ['its question', 0, ''],
    ['its answer', 1, '1'],
  ])('stops a run in %s, which closes the connection and holds the queue', (_, place, expected) => {
    const { conversation, transport, log } = played([{ marbles: '-a--|', values }], {
      0: says('1'),
      1.5: says('2'),
      2: remove(place),
    });

    expect(transport.requests).toMatchObject([{ outcome: 'cancelled', endedAt: 2 }]);
    expect(log.at(-1)).toBe(`2 idle: ${expected ? `${expected} ` : ''}+1 held`);
    expect(conversation.currentState.interrupted).toEqual(
      place === 0 ? undefined : { afterId: idAt(conversation, 0) },
    );
  });

  it('leaves a run alone that is elsewhere', () => {
    const { log } = played([first, second, { marbles: '-c-a|', values }], {
      0: says('1'),
      9: regenerate(1),
      19: says('2'),
      20.5: (conversation) => {
        conversation.remove(conversation.currentState.entries[1]?.versions[0] ?? '');
      },
    });

    expect(log.at(-1)).toBe('23 idle: 1 <B> 2 <CA>');
  });

  it('leaves a history that can be sent where the result of a call is removed', () => {
    const pay = tool({ name: 'pay', description: 'Pays.', execute: () => 'paid' });
    const { conversation } = played([paying, first], { 0: says('Pay'), 20: remove(2) }, { tools: [pay] });

    expect(conversation.currentState.entries).toHaveLength(2);
    expect(validateHistory(conversation.currentState.messages)).toEqual([]);
    expect(shown(conversation)).toContain('Whether it took effect is unknown.');
  });
});

describe('replace', () => {
  it('changes a message in its place, and asks nothing', () => {
    const { conversation, transport } = played([first], {
      0: says('1'),
      9: (it) => {
        it.replace(idAt(it, 1), { role: 'assistant', content: 'Corrected' });
      },
    });

    expect([shown(conversation), versions(conversation)]).toEqual(['1 <Corrected>', ['1/1', '1/1']]);
    expect(transport.requests).toHaveLength(1);
  });

  it('forgets the calls that are not in the message any more', () => {
    const pay = tool({ name: 'pay', description: 'Pays.', execute: () => 'paid' });
    const { conversation } = played([paying, first], { 0: says('Pay') }, { tools: [pay] });
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
    [
      'content that is none',
      { role: 'assistant', content: 5 as never },
      '`message.content` must be a string',
    ],
  ])('refuses %s', (_, message, expected) => {
    const { conversation } = played([first], { 0: says('1') });

    expect(() => {
      conversation.replace(idAt(conversation, 1), message);
    }).toThrow(expected);
  });

  it('refuses an answer that is arriving', () => {
    const { returned } = played([{ marbles: '-a--|', values }], {
      0: says('1'),
      2: (it) => {
        it.replace(idAt(it, 1), { role: 'assistant', content: 'B' });
      },
    });

    expect(returned[1]).toEqual(new TypeError('`id` must be the id of a complete entry; received a string'));
  });
});

describe('an id that is none', () => {
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

  it.each(Object.keys(commands))('is refused by %s', (name) => {
    const conversation = new Conversation(() => NEVER, { request: { model: 'default' } });

    expect(() => commands[name]?.(conversation, 'none')).toThrow(
      new TypeError('`id` must be the id of an entry; received a string'),
    );
  });

  it.each(['select', 'remove', 'replace', 'setMetadata'])('does nothing after close: %s', (name) => {
    const { conversation } = played([first], {
      0: says('1'),
      9: (it) => {
        it.close();
      },
    });
    const before = conversation.currentState;
    commands[name]?.(conversation, idAt(conversation, 0));

    expect(conversation.currentState).toBe(before);
  });
});

describe('what was finished is never done again', () => {
  it.each(['in place', 'after a reload'])('in any version, %s', (where) => {
    let payments = 0;
    const pay = tool({
      name: 'pay',
      description: 'Pays.',
      execute: () => defer(() => of(`receipt ${(payments += 1)}`)),
    });
    const tools = [pay];
    const deeds = { 0: says('Pay'), 9: edits(0, 'Pay now'), 19: select(0, 1) };
    const before = played([first, paying, refused], deeds, { tools });
    const from = reloaded(before.conversation.export());
    const after = played([second], { 0: (it) => it.regenerate() }, { tools, from });
    const again =
      where === 'in place'
        ? played([first, paying, refused, second], { ...deeds, 29: (it) => it.regenerate() }, { tools })
        : after;

    expect(payments).toBe(where === 'in place' ? 2 : 1);
    expect(asked(again.transport).at(-1)).toBe('Pay now <→pay> (receipt 1)'.replace('1', `${payments}`));
    expect(versions(again.conversation)).toEqual(['2/2', '1/1', '1/1', '1/1']);
  });
});

function thrownBy(command: () => unknown): unknown {
  try {
    return command();
  } catch (error) {
    return error;
  }
}

describe('the limits of the tree', () => {
  const options = { request: { model: 'default' }, messages: [{ role: 'user', content: '1' }] } as const;

  it('refuse a command past the number of entries, and prune nothing', () => {
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

  it('count the commands that wait', () => {
    const conversation = new Conversation(() => NEVER, { ...options, maxEntries: 4 });
    conversation.send('2');
    conversation.send('3');
    conversation.send('4');

    expect(thrownBy(() => conversation.send('5'))).toMatchObject({ kind: 'entries', limit: 4 });
  });

  it('refuse another version of an entry that has too many', () => {
    const conversation = new Conversation(() => NEVER, {
      ...options,
      maxVersions: 2,
      whileRunning: 'switch',
    });
    conversation.edit(idAt(conversation, 0), 'One');

    expect(thrownBy(() => conversation.edit(idAt(conversation, 0), 'Uno'))).toMatchObject({
      kind: 'versions',
      limit: 2,
    });
    expect(conversation.currentState).toMatchObject({ messages: [{ content: 'One' }], isRunning: true });
  });

  it('load what is larger', () => {
    const { conversation } = played([first], { 0: says('1') });
    const from = reloaded(conversation.export());

    expect(
      new Conversation(() => NEVER, { ...options, from, maxEntries: 1 }).currentState.entries,
    ).toHaveLength(2);
  });
});
