import { NEVER, first, of } from 'rxjs';
import { type ChatMessage, Conversation, LimitExceededError, validateHistory } from 'venice-rx';
import { chunk, finish } from 'venice-rx/testing';
import {
  summarizeRequests,
  edits as edit,
  getMessages,
  idAt,
  summarize,
  playConversation,
  sends,
} from './play-conversation.js';

const one = { marbles: '-a-b|', values: { a: 'O', b: 'ne.' } };
const two = { marbles: '-a|', values: { a: 'Two.' } };
const three = { marbles: '-a|', values: { a: 'Three.' } };
const regenerate = (conversation: Conversation) => conversation.regenerate();
const stop = (conversation: Conversation): void => {
  conversation.stop();
};

describe('regenerate', () => {
  it('requests the last answer again, and replaces it', () => {
    const { log, transport } = playConversation([one, two], { 0: sends('Hi'), 9: regenerate });

    expect(log.slice(-4)).toEqual([
      '9 pending: Hi <One.>',
      '10 streaming: Hi ~Two.',
      '11 streaming: Hi ~Two.',
      '11 idle: Hi <Two.>',
    ]);
    expect(summarizeRequests(transport)).toEqual(['Hi', 'Hi']);
  });

  it('requests an answer for a question without one, such as after a stop', () => {
    const { log } = playConversation([one, two], { 0: sends('Hi'), 0.5: stop, 9: regenerate });

    expect(log.at(-1)).toBe('11 idle: Hi <Two.>');
  });

  it('sends a history with only a system message', () => {
    const messages = [{ role: 'system', content: 'Greet.' }] as const;
    const { log } = playConversation([two], { 0: regenerate }, { messages });

    expect(log.at(-1)).toBe('2 idle: [Greet.] <Two.>');
  });

  it('fails with a RequestError if there are no messages', () => {
    const { log, transport } = playConversation([], { 0: regenerate });

    expect(log.at(-1)).toBe('0 failed: !RequestError');
    expect(transport.requests).toEqual([]);
  });
});

describe('edit', () => {
  it('replaces a question and all messages after it, and sends the request', () => {
    const { log, transport, states } = playConversation([one, two, three], {
      0: sends('Hi'),
      9: sends('Go on.'),
      19: edit(0, 'Hello'),
    });

    expect(log.slice(-4)).toEqual([
      '19 pending: Hello',
      '20 streaming: Hello ~Three.',
      '21 streaming: Hello ~Three.',
      '21 idle: Hello <Three.>',
    ]);
    expect(summarizeRequests(transport)).toEqual(['Hi', 'Hi <One.> Go on.', 'Hello']);
    expect(summarize(states[8] ?? states[0]!)).toBe('streaming: Hi <One.> Go on. ~Two.');
  });

  it('keeps the other fields of the message, and the messages before it', () => {
    const messages: readonly ChatMessage[] = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', name: 'Maren', content: 'Hi' },
      { role: 'assistant', content: 'Hello.' },
    ];
    const { states } = playConversation([two], { 0: edit(1, 'Hey') }, { messages });

    expect(states.at(-1)?.messages).toEqual([
      messages[0],
      { role: 'user', name: 'Maren', content: 'Hey' },
      { role: 'assistant', content: 'Two.' },
    ]);
    expect(states.at(-1)?.messages[0]).toBe(messages[0]);
  });

  it('edits the entry with the id even if two messages are the same object', () => {
    const repeated = { role: 'user', content: 'Go on.' } as const;
    const messages = [repeated, { role: 'assistant', content: 'One.' }, repeated] as const;
    const { log } = playConversation([two], { 0: edit(2, 'Stop.') }, { messages });

    expect(log.at(-1)).toBe('2 idle: Go on. <One.> Stop. <Two.>');
  });

  it.each([0, 2, 9])('rejects the id of entry %d, which is not a user message or does not exist', (place) => {
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
  it('waits in the queue until the run has ended, with the default `concat`', () => {
    const { log, transport, returned } = playConversation([one, two, three], {
      0: sends('Hi'),
      2: sends('Two?'),
      3: sends('Three?'),
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
    expect(summarizeRequests(transport)).toEqual(['Hi', 'Hi <One.> Two?', 'Hi <One.> Two? <Two.> Three?']);
    expect(returned).toEqual([true, true, true]);
  });

  it('is in the `queue` of the state while it waits', () => {
    const { states } = playConversation(
      ['-----|'],
      { 0: edit(0, 'Hello'), 1: sends('Two?'), 2: regenerate, 3: edit(0, 'Hey'), 4: stop },
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

  it('starts when the run fails with an error that does not hold the queue', () => {
    const { log } = playConversation(
      ['-#', two],
      { 0: sends('Hi'), 0.5: sends('Two?') },
      { holdQueueOn: 'never' },
    );

    expect(log.slice(2)).toEqual([
      '0.5 pending: Hi +1',
      '1 failed: Hi +1 !InternalServerError',
      '1 pending: Hi Two?',
      '2 streaming: Hi Two? ~Two.',
      '3 streaming: Hi Two? ~Two.',
      '3 idle: Hi Two? <Two.>',
    ]);
  });

  it('edits a message that is in another version because of an earlier command', () => {
    const { log, transport } = playConversation([one, two, three, one], {
      0: sends('Hi'),
      9: sends('Go on.'),
      9.1: edit(0, 'Hello'),
      9.2: edit(2, 'Never mind.'),
    });

    expect(summarizeRequests(transport)).toEqual([
      'Hi',
      'Hi <One.> Go on.',
      'Hello',
      'Hi <One.> Never mind.',
    ]);
    expect(log.at(-1)).toBe('17 idle: Hi <One.> Never mind. <One.>');
  });

  it.each([
    ['edit', edit(2, 'Never mind.')],
    ['regenerate', (conversation: Conversation) => conversation.regenerate(idAt(conversation, 1))],
  ] as const)('is dropped if it is an %s of a message that is removed in the meantime', (_, command) => {
    const { log, transport } = playConversation([one, two], {
      0: sends('Hi'),
      9: sends('Go on.'),
      9.1: command,
      9.2: (conversation) => {
        conversation.remove(idAt(conversation, 1));
      },
      20: (conversation) => conversation.resume(),
    });

    expect(summarizeRequests(transport)).toEqual(['Hi', 'Hi <One.> Go on.']);
    expect(log.slice(-2)).toEqual(['9.2 idle: Hi +1 held', '20 idle: Hi']);
  });

  it('with `switch` ends the run, and keeps the beginning of its answer', () => {
    const { log, transport, records, open } = playConversation(
      [one, two],
      { 0: sends('Hi'), 2: sends('Two?') },
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
    expect(records.map(({ outcome }) => outcome)).toEqual(['cancelled', 'completed']);
    expect(open.join('')).toBe('0010110');
  });

  it('with `switch` replaces the arriving answer if it is `regenerate`', () => {
    const { log } = playConversation(
      [one, two],
      { 0: sends('Hi'), 2: regenerate },
      { whileRunning: 'switch' },
    );

    expect(log.slice(3, 4)).toEqual(['2 pending: Hi <O>']);
    expect(log.at(-1)).toBe('4 idle: Hi <Two.>');
  });

  it('with `exhaust` is dropped, and its handle says that it is not accepted', () => {
    const { log, transport, returned } = playConversation(
      [one, two],
      { 0: sends('Hi'), 2: sends('Two?'), 3: regenerate, 3.5: edit(0, 'Hello'), 9: sends('And now?') },
      { whileRunning: 'exhaust' },
    );

    expect(returned).toEqual([true, false, false, false, true]);
    expect(summarizeRequests(transport)).toEqual(['Hi', 'Hi <One.> And now?']);
    expect(log.at(-1)).toBe('11 idle: Hi <One.> And now? <Two.>');
  });

  it.each(['concat', 'switch', 'exhaust'] as const)(
    'with `%s` starts at once if no run is active',
    (whileRunning) => {
      const { log } = playConversation([one, two], { 0: sends('Hi'), 5: sends('Two?') }, { whileRunning });

      expect(log).toContain('5 pending: Hi <One.> Two?');
    },
  );

  it('may be called, and stopped, by a subscriber of the state', () => {
    const conversation = new Conversation(() => of(chunk('a')), { request: { model: 'default' } });
    const seen: string[] = [];
    conversation.state.subscribe((state) => seen.push(summarize(state)));
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

  it('starts in the order of the queue even if every run ends synchronously', () => {
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

  it('throws if 1,000 commands are queued', () => {
    const conversation = new Conversation(() => NEVER, { request: { model: 'default' } });
    for (let number = 0; number <= 1000; number += 1) conversation.send('Hi');

    expect(() => conversation.send('Hi')).toThrow(LimitExceededError);
    expect(conversation.currentState.queue).toHaveLength(1000);
  });
});

describe('a stop by a subscriber that is notified of the start of a run', () => {
  it.each(['concat', 'switch', 'exhaust'] as const)(
    'prevents its request, and the next command with `%s` starts',
    (whileRunning) => {
      const { log, transport, records } = playConversation(
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
      expect(summarizeRequests(transport)).toEqual(['Hi Two?']);
      expect(records).toHaveLength(1);
    },
  );
});

describe('close', () => {
  it('ends the run, completes the state, and drops later commands', () => {
    const { log, isComplete, transport, returned, conversation, lastTimer } = playConversation([one], {
      0: sends('Hi'),
      1.5: sends('Two?'),
      2: (closing) => {
        closing.close();
        closing.close();
      },
      3: sends('Hello?'),
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

  it('emits the last state to late subscribers', () => {
    const conversation = new Conversation(() => NEVER, { request: { model: 'default' } });
    conversation.send('Hi');
    conversation.close();
    const seen: string[] = [];
    conversation.state.subscribe({
      next: (state) => seen.push(summarize(state)),
      complete: () => seen.push('complete'),
    });

    expect(seen).toEqual(['idle: Hi', 'complete']);
  });

  it('may be called by a subscriber of the state', () => {
    const conversation = new Conversation(() => of(chunk('a'), chunk('b')), {
      request: { model: 'default' },
    });
    const seen: string[] = [];
    conversation.state.subscribe({
      next: (state) => {
        seen.push(summarize(state));
        if (state.status === 'streaming') conversation.close();
      },
      complete: () => seen.push('complete'),
    });
    conversation.send('Hi');

    expect(seen).toEqual(['idle:', 'pending: Hi', 'streaming: Hi ~a', 'idle: Hi <a>', 'complete']);
  });
});
