import { NEVER, first, of } from 'rxjs';
import { type ChatMessage, Conversation, LimitExceededError, validateHistory } from 'venice-rx';
import { chunk, finish } from 'venice-rx/testing';
import { asked, edits as edit, getMessages, idAt, inShort, played, says } from './played.js';

const one = { marbles: '-a-b|', values: { a: 'O', b: 'ne.' } };
const two = { marbles: '-a|', values: { a: 'Two.' } };
const three = { marbles: '-a|', values: { a: 'Three.' } };
const regenerate = (conversation: Conversation) => conversation.regenerate();
const stop = (conversation: Conversation): void => {
  conversation.stop();
};

describe('regenerate', () => {
  it('asks again for the last answer, in its place', () => {
    const { log, transport } = played([one, two], { 0: says('Hi'), 9: regenerate });

    expect(log.slice(-4)).toEqual([
      '9 pending: Hi <One.>',
      '10 streaming: Hi ~Two.',
      '11 streaming: Hi ~Two.',
      '11 idle: Hi <Two.>',
    ]);
    expect(asked(transport)).toEqual(['Hi', 'Hi']);
  });

  it('asks for an answer where there was none, as after a stop', () => {
    const { log } = played([one, two], { 0: says('Hi'), 0.5: stop, 9: regenerate });

    expect(log.at(-1)).toBe('11 idle: Hi <Two.>');
  });

  it('lets the model begin if only the system has said anything', () => {
    const messages = [{ role: 'system', content: 'Greet.' }] as const;
    const { log } = played([two], { 0: regenerate }, { messages });

    expect(log.at(-1)).toBe('2 idle: [Greet.] <Two.>');
  });

  it('fails as a request does that asks nothing, where there is no message', () => {
    const { log, transport } = played([], { 0: regenerate });

    expect(log.at(-1)).toBe('0 failed: !RequestError');
    expect(transport.requests).toEqual([]);
  });
});

describe('edit', () => {
  it('replaces a message, takes away what follows, and asks', () => {
    const { log, transport, states } = played([one, two, three], {
      0: says('Hi'),
      9: says('Go on.'),
      19: edit(0, 'Hello'),
    });

    expect(log.slice(-4)).toEqual([
      '19 pending: Hello',
      '20 streaming: Hello ~Three.',
      '21 streaming: Hello ~Three.',
      '21 idle: Hello <Three.>',
    ]);
    expect(asked(transport)).toEqual(['Hi', 'Hi <One.> Go on.', 'Hello']);
    expect(inShort(states[8] ?? states[0]!)).toBe('streaming: Hi <One.> Go on. ~Two.');
  });

  it('keeps what else the message has, and what stands before it', () => {
    const messages: readonly ChatMessage[] = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', name: 'Maren', content: 'Hi' },
      { role: 'assistant', content: 'Hello.' },
    ];
    const { states } = played([two], { 0: edit(1, 'Hey') }, { messages });

    expect(states.at(-1)?.messages).toEqual([
      messages[0],
      { role: 'user', name: 'Maren', content: 'Hey' },
      { role: 'assistant', content: 'Two.' },
    ]);
    expect(states.at(-1)?.messages[0]).toBe(messages[0]);
  });

  it('edits the one that is meant where two messages are the same object', () => {
    const said = { role: 'user', content: 'Go on.' } as const;
    const messages = [said, { role: 'assistant', content: 'One.' }, said] as const;
    const { log } = played([two], { 0: edit(2, 'Stop.') }, { messages });

    expect(log.at(-1)).toBe('2 idle: Go on. <One.> Stop. <Two.>');
  });

  it.each([0, 2, 9])('refuses the id of entry %d, which is no message of the user', (place) => {
    const conversation = new Conversation(() => NEVER, {
      request: { model: 'default' },
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Hello.' },
      ],
    });

    expect(() => conversation.edit(idAt(conversation, place), 'Hey')).toThrow(
      new TypeError(
        `\`id\` must be the id of ${place === 9 ? 'an entry' : 'a user message'}; received a string`,
      ),
    );
    expect(() => conversation.edit(idAt(conversation, 1), ' ')).toThrow(
      new TypeError('`content` must be a message that is not blank; received a string'),
    );
    expect(conversation.currentState.messages).toHaveLength(3);
  });
});

describe('a command during a run', () => {
  it('waits for its end, visibly and in order, by `queue`, which is the default', () => {
    const { log, transport, returned } = played([one, two, three], {
      0: says('Hi'),
      2: says('Two?'),
      3: says('Three?'),
    });

    expect(log).toEqual([
      '0 idle:',
      '0 pending: Hi',
      '1 streaming: Hi ~O',
      '2 streaming: Hi ~O +1',
      '3 streaming: Hi ~O +2',
      '3 streaming: Hi ~One. +2',
      '4 streaming: Hi ~One. +2',
      '4 pending: Hi <One.> Two? +1',
      '5 streaming: Hi <One.> Two? ~Two. +1',
      '6 streaming: Hi <One.> Two? ~Two. +1',
      '6 pending: Hi <One.> Two? <Two.> Three?',
      '7 streaming: Hi <One.> Two? <Two.> Three? ~Three.',
      '8 streaming: Hi <One.> Two? <Two.> Three? ~Three.',
      '8 idle: Hi <One.> Two? <Two.> Three? <Three.>',
    ]);
    expect(asked(transport)).toEqual(['Hi', 'Hi <One.> Two?', 'Hi <One.> Two? <Two.> Three?']);
    expect(returned).toEqual([true, true, true]);
  });

  it('shows what waits', () => {
    const { states } = played(
      ['-----|'],
      { 0: edit(0, 'Hello'), 1: says('Two?'), 2: regenerate, 3: edit(0, 'Hey'), 4: stop },
      { messages: [{ role: 'user', content: 'Hi' }] },
    );

    expect(states.at(-2)?.queue).toEqual([
      { type: 'send', id: expect.any(String) as string, content: 'Two?' },
      { type: 'regenerate', id: expect.any(String) as string },
      {
        type: 'edit',
        id: expect.any(String) as string,
        entryId: states.at(-1)?.entries[0]?.versions[1],
        content: 'Hey',
      },
    ]);
    expect(states.at(-1)).toMatchObject({ queue: states.at(-2)?.queue, isHeld: true });
  });

  it('starts when a run fails whose error does not hold the queue', () => {
    const { log } = played(['-#', two], { 0: says('Hi'), 0.5: says('Two?') }, { holdQueueOn: 'never' });

    expect(log.slice(2)).toEqual([
      '0.5 pending: Hi +1',
      '1 failed: Hi +1 !InternalServerError',
      '1 pending: Hi Two?',
      '2 streaming: Hi Two? ~Two.',
      '3 streaming: Hi Two? ~Two.',
      '3 idle: Hi Two? <Two.>',
    ]);
  });

  it('edits a message that an earlier command has put into another version', () => {
    const { log, transport } = played([one, two, three, one], {
      0: says('Hi'),
      9: says('Go on.'),
      9.1: edit(0, 'Hello'),
      9.2: edit(2, 'Never mind.'),
    });

    expect(asked(transport)).toEqual(['Hi', 'Hi <One.> Go on.', 'Hello', 'Hi <One.> Never mind.']);
    expect(log.at(-1)).toBe('17 idle: Hi <One.> Never mind. <One.>');
  });

  it.each([
    ['edit', edit(2, 'Never mind.')],
    ['regenerate', (conversation: Conversation) => conversation.regenerate(idAt(conversation, 1))],
  ] as const)('leaves an %s out whose message is removed in the meantime', (_, command) => {
    const { log, transport } = played([one, two], {
      0: says('Hi'),
      9: says('Go on.'),
      9.1: command,
      9.2: (conversation) => {
        conversation.remove(idAt(conversation, 1));
      },
      20: (conversation) => conversation.resume(),
    });

    expect(asked(transport)).toEqual(['Hi', 'Hi <One.> Go on.']);
    expect(log.slice(-2)).toEqual(['9.2 idle: Hi +1 held', '20 idle: Hi']);
  });

  it('ends the run by `switch`, and keeps what had come of its answer', () => {
    const { log, transport, entries, open } = played(
      [one, two],
      { 0: says('Hi'), 2: says('Two?') },
      { whileRunning: 'switch' },
    );

    expect(log.slice(2)).toEqual([
      '1 streaming: Hi ~O',
      '2 pending: Hi <O> Two?',
      '3 streaming: Hi <O> Two? ~Two.',
      '4 streaming: Hi <O> Two? ~Two.',
      '4 idle: Hi <O> Two? <Two.>',
    ]);
    expect(transport.subscriptions).toMatchObject([
      { subscribedFrame: 0, unsubscribedFrame: 2 },
      { subscribedFrame: 2, unsubscribedFrame: 4 },
    ]);
    expect(entries.map(({ outcome }) => outcome)).toEqual(['cancelled', 'completed']);
    expect(open.join('')).toBe('0010110');
  });

  it('replaces the answer that is coming by `switch` and regenerate', () => {
    const { log } = played([one, two], { 0: says('Hi'), 2: regenerate }, { whileRunning: 'switch' });

    expect(log.slice(3, 4)).toEqual(['2 pending: Hi <O>']);
    expect(log.at(-1)).toBe('4 idle: Hi <Two.>');
  });

  it('is dropped by `exhaust`, which returns false', () => {
    const { log, transport, returned } = played(
      [one, two],
      { 0: says('Hi'), 2: says('Two?'), 3: regenerate, 3.5: edit(0, 'Hello'), 9: says('And now?') },
      { whileRunning: 'exhaust' },
    );

    expect(returned).toEqual([true, false, false, false, true]);
    expect(asked(transport)).toEqual(['Hi', 'Hi <One.> And now?']);
    expect(log.at(-1)).toBe('11 idle: Hi <One.> And now? <Two.>');
  });

  it.each(['concat', 'switch', 'exhaust'] as const)(
    'begins at once by `%s` where nothing runs',
    (whileRunning) => {
      const { log } = played([one, two], { 0: says('Hi'), 5: says('Two?') }, { whileRunning });

      expect(log).toContain('5 pending: Hi <One.> Two?');
    },
  );

  it('may come, and be stopped again, from a subscriber of the state', () => {
    const conversation = new Conversation(() => of(chunk('a')), { request: { model: 'default' } });
    const seen: string[] = [];
    conversation.state.subscribe((state) => seen.push(inShort(state)));
    conversation.state.pipe(first(({ status }) => status === 'pending')).subscribe(() => {
      conversation.send('Two?');
      conversation.stop();
      conversation.send('Three?');
    });
    conversation.send('Hi');

    expect(seen.slice(0, 2)).toEqual(['idle:', 'pending: Hi']);
    expect(seen.slice(-3)).toEqual([
      'pending: Hi Two? <a> Three?',
      'streaming: Hi Two? <a> Three? ~a',
      'idle: Hi Two? <a> Three? <a>',
    ]);
  });

  it('waits in the order of a queue also where every run ends within the turn', () => {
    const numbers = Array.from({ length: 1000 }, (_, number) => String(number));
    const conversation = new Conversation(() => of(chunk('.'), finish()), { request: { model: 'default' } });
    conversation.state.pipe(first(({ status }) => status === 'pending')).subscribe(() => {
      for (const number of numbers) conversation.send(number);
    });
    conversation.send('Hi');
    const { messages } = conversation.currentState;

    expect(messages).toHaveLength(2002);
    expect(messages.filter(({ role }) => role === 'user').map(({ content }) => content)).toEqual([
      'Hi',
      ...numbers,
    ]);
    expect(validateHistory(messages)).toEqual([]);
  });

  it('is refused where a thousand wait', () => {
    const conversation = new Conversation(() => NEVER, { request: { model: 'default' } });
    for (let number = 0; number <= 1000; number += 1) conversation.send('Hi');

    expect(() => conversation.send('Hi')).toThrow(LimitExceededError);
    expect(conversation.currentState.queue).toHaveLength(1000);
  });
});

describe('a stop by a subscriber that is notified of the start of a run', () => {
  it.each(['concat', 'switch', 'exhaust'] as const)('sends nothing, and goes on by `%s`', (whileRunning) => {
    const { log, transport, entries } = played(
      [two],
      {
        0: (conversation) => {
          conversation.state.pipe(first(({ isRunning }) => isRunning)).subscribe(() => {
            conversation.stop();
            conversation.send('Two?');
          });
          return conversation.send('Hi');
        },
      },
      { whileRunning },
    );

    expect(log.at(-1)).toBe('2 idle: Hi Two? <Two.>');
    expect(asked(transport)).toEqual(['Hi Two?']);
    expect(entries).toHaveLength(1);
  });
});

describe('close', () => {
  it('ends the run, completes the state, and drops what comes afterwards', () => {
    const { log, isComplete, transport, returned, conversation, lastTimer } = played([one], {
      0: says('Hi'),
      1.5: says('Two?'),
      2: (closing) => {
        closing.close();
        closing.close();
      },
      3: says('Hello?'),
      4: regenerate,
      5: edit(0, 'Hello'),
    });

    expect(log.slice(2)).toEqual(['1 streaming: Hi ~O', '1.5 streaming: Hi ~O +1', '2 idle: Hi <O>']);
    expect(isComplete).toBe(true);
    expect(returned).toEqual([true, true, undefined, false, false, false]);
    expect(transport.requests).toMatchObject([{ outcome: 'cancelled', endedAt: 2 }]);
    expect(getMessages(conversation.export())).toHaveLength(2);
    expect(lastTimer).toBe(5);
  });

  it('leaves the last state to those who come later', () => {
    const conversation = new Conversation(() => NEVER, { request: { model: 'default' } });
    conversation.send('Hi');
    conversation.close();
    const seen: string[] = [];
    conversation.state.subscribe({
      next: (state) => seen.push(inShort(state)),
      complete: () => seen.push('complete'),
    });

    expect(seen).toEqual(['idle: Hi', 'complete']);
  });

  it('may come from a subscriber of the state', () => {
    const conversation = new Conversation(() => of(chunk('a'), chunk('b')), {
      request: { model: 'default' },
    });
    const seen: string[] = [];
    conversation.state.subscribe({
      next: (state) => {
        seen.push(inShort(state));
        if (state.status === 'streaming') conversation.close();
      },
      complete: () => seen.push('complete'),
    });
    conversation.send('Hi');

    expect(seen).toEqual(['idle:', 'pending: Hi', 'streaming: Hi ~a', 'idle: Hi <a>', 'complete']);
  });
});
