import { EMPTY, map, of, timer } from 'rxjs';
import { Conversation, type ConversationEntry, tool } from 'venice-rx';
import { apiError, chunk, finish, reasoning, toolCall, usage } from 'venice-rx/testing';
import { idAt, playConversation, sends } from './play-conversation.js';

const values = {
  t: reasoning('Hm.'),
  a: 'Hel',
  b: 'lo',
  c: toolCall({ index: 0, name: 'time' }),
  d: toolCall({ index: 1, name: 'broken' }),
  f: finish('tool_calls'),
  u: usage({ usd: 0.25 }),
};
const hello = { marbles: '-a-b-u|', values };
const calls = { marbles: '-a-c-d-f|', values };
const unavailable = { marbles: '-#', error: apiError(503) };
const time = tool({
  name: 'time',
  description: 'The time.',
  execute: () => timer(3).pipe(map(() => 'noon')),
});
const broken = tool({
  name: 'broken',
  description: 'Fails.',
  execute: () => {
    throw new Error('no clock');
  },
});
const stop = (conversation: Conversation): void => {
  conversation.stop();
};

/** Returns a function that generates the ids 1, 2 and so on. */
function createIdCounter(): () => string {
  let last = 0;
  return () => `${(last += 1)}`;
}

function describeEntry({ id, parentId, turnId, createdAt, status, message }: ConversationEntry) {
  return `${id} after ${parentId} in ${turnId} at ${createdAt} ${status}: ${message.role}`;
}

describe('the entries', () => {
  it('are the messages with ids, times by the clock of RxJS, usage and cost', () => {
    const { states } = playConversation([hello], { 5: sends('Hi') }, { generateId: createIdCounter() });

    expect(states.at(-1)?.entries).toEqual([
      {
        id: '1',
        parentId: null,
        turnId: '1',
        message: { role: 'user', content: 'Hi' },
        createdAt: 5,
        status: 'done',
        versions: ['1'],
        versionIndex: 0,
        toolCalls: [],
      },
      {
        id: '2',
        parentId: '1',
        turnId: '1',
        message: { role: 'assistant', content: 'Hello' },
        createdAt: 6,
        status: 'done',
        versions: ['2'],
        versionIndex: 0,
        toolCalls: [],
        model: 'test-model',
        usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
        cost: { usd: 0.25, diem: 0 },
        finishReason: 'stop',
      },
    ]);
  });

  it('end with the answer that is arriving, whose id does not change', () => {
    const { states } = playConversation([hello], { 0: sends('Hi') }, { generateId: createIdCounter() });
    const last = states.map(({ entries }) => entries.at(-1));

    expect(last.map((entry) => entry && `${entry.id} ${entry.status}`)).toEqual([
      undefined,
      '1 pending',
      '2 streaming',
      '2 streaming',
      '2 streaming',
      '2 streaming',
      '2 done',
    ]);
    expect(last.slice(2, 4).map((entry) => entry?.message.content)).toEqual(['Hel', 'Hello']);
    expect(last[3]?.message).toBe(states[3]?.snapshot?.choices[0]?.message);
    expect(new Set(states.slice(2).map(({ entries }) => entries[0])).size).toBe(1);
  });

  it('have the calls of an answer with their status, and later the results', () => {
    const { states } = playConversation(
      [calls, hello],
      { 0: sends('Time?') },
      { tools: [time, broken], generateId: createIdCounter() },
    );
    const running = states.filter(({ status }) => status === 'running-tools').at(-1);

    expect(running?.entries.at(-1)).toMatchObject({
      id: '2',
      status: 'running-tools',
      finishReason: 'tool_calls',
      toolCalls: [
        { call: { function: { name: 'time' } }, status: 'running', progress: 'noon' },
        { call: { function: { name: 'broken' } }, status: 'failed', error: { reason: 'failed' } },
      ],
    });
    expect(states.at(-1)?.entries.map(describeEntry)).toEqual([
      '1 after null in 1 at 0 done: user',
      '2 after 1 in 1 at 1 done: assistant',
      '3 after 2 in 1 at 11 done: tool',
      '4 after 3 in 1 at 11 failed: tool',
      '5 after 4 in 1 at 12 done: assistant',
    ]);
    expect(states.at(-1)?.entries[1]?.toolCalls).toMatchObject([
      { status: 'done', result: 'noon' },
      { status: 'failed', error: { reason: 'failed', message: 'a tool failed' } },
    ]);
    expect(states.at(-1)?.entries[1]?.toolCalls[0]).not.toHaveProperty('progress');
  });

  it('are plain data, even if a tool fails', () => {
    const { states } = playConversation([calls, hello], { 0: sends('Time?') }, { tools: [time, broken] });

    for (const { entries } of states) expect(structuredClone(entries)).toEqual(entries);
  });

  it('have the status of the run for a question without an answer', () => {
    const { states } = playConversation([unavailable, hello, hello], {
      0: sends('1'),
      5: sends('2'),
      5.5: stop,
      9: (conversation) => conversation.regenerate(idAt(conversation, 0)),
    });

    expect(states.map(({ entries }) => entries.map(({ status }) => status).join())).toEqual([
      '',
      'pending',
      'failed',
      'failed,pending',
      'failed,stopped',
      'pending,stopped',
      'done,streaming',
      'done,streaming',
      'done,streaming',
      'done,streaming',
      'done,done',
    ]);
    expect(states.at(-1)?.entries.map(({ versions }) => versions.length)).toEqual([1, 2]);
  });

  it('keep a stopped answer, even if it cannot be sent', () => {
    const { states } = playConversation([{ marbles: 't---|', values }, hello], {
      0: sends('Hi'),
      2: stop,
      5: sends('Hello?'),
    });
    const { entries = [], messages } = states.at(-1) ?? {};

    expect(entries.map(({ status }) => status)).toEqual(['done', 'stopped', 'done', 'done']);
    expect(entries[1]?.message).toMatchObject({ role: 'assistant', reasoning_content: 'Hm.' });
    expect(messages?.map(({ content }) => content)).toEqual(['Hi', 'Hello?', 'Hello']);
  });

  it('have the status `stopped` for the results of cancelled calls', () => {
    const { states } = playConversation([calls], { 0: sends('Time?'), 10: stop }, { tools: [time, broken] });

    expect(states.at(-1)?.entries.map(({ status }) => status)).toEqual(['done', 'done', 'stopped', 'failed']);
    expect(states.at(-1)?.entries[1]?.toolCalls.map(({ status }) => status)).toEqual(['stopped', 'failed']);
  });

  it('have the metadata of their command', () => {
    const conversation = new Conversation<{ readonly tag: string }>(() => of(chunk('Yes.'), finish()), {
      request: { model: 'default' },
    });
    conversation.send('Hi', { metadata: { tag: 'a' } });
    const [first] = conversation.currentState.entries;
    conversation.edit(first?.id ?? '', 'Hello', { metadata: { tag: 'b' } });
    const [second, answer] = conversation.currentState.entries;
    conversation.setMetadata(answer?.id ?? '', { tag: 'c' });

    expect(
      [first, second, conversation.currentState.entries[1]].map((entry) => entry?.metadata?.tag),
    ).toEqual(['a', 'b', 'c']);
    conversation.setMetadata(answer?.id ?? '', undefined);
    expect(conversation.currentState.entries[1]).not.toHaveProperty('metadata');
    expect(() => {
      conversation.setMetadata(answer?.id ?? '', (() => 1) as never);
    }).toThrow('`metadata` must be a value that can be saved as JSON; received a function');
  });

  it('keep metadata that is set while an answer is arriving', () => {
    const { states } = playConversation([hello], {
      0: sends('Hi'),
      2: (conversation) => {
        conversation.setMetadata(idAt(conversation, 1), 'liked');
      },
    });

    expect(states.at(-1)?.entries[1]).toMatchObject({ status: 'done', metadata: 'liked' });
  });

  it('begin with the entries of the option `messages`', () => {
    const timeCall = { id: 'c1', type: 'function', function: { name: 'time', arguments: '{}' } };
    const { entries } = new Conversation(() => EMPTY, {
      request: { model: 'default' },
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Time?' },
        { role: 'assistant', content: null, tool_calls: [timeCall] },
        { role: 'tool', tool_call_id: 'c1', content: 'noon' },
      ],
      generateId: createIdCounter(),
    }).currentState;

    expect(entries.map(({ id, turnId }) => `${id} ${turnId}`)).toEqual(['1 1', '2 2', '3 2', '4 2']);
    expect(entries[2]?.toolCalls).toEqual([{ call: timeCall, status: 'done', result: 'noon' }]);
  });

  it('require new ids: a repeated id fails the run, or makes the command throw', () => {
    const generateId = (): string => 'same';
    const conversation = new Conversation(() => of(chunk('Yes.'), finish()), {
      request: { model: 'default' },
      generateId,
    });
    conversation.send('Hi', { id: 'question' });
    const expected = '`generateId` must return a string that it has not returned before';

    expect(conversation.currentState.entries.map(({ id }) => id)).toEqual(['question', 'same']);
    expect(() => conversation.send('Hi')).toThrow(expected);
    conversation.send('Hello', { id: 'next' });
    expect(conversation.currentState).toMatchObject({ status: 'failed', error: { message: expected } });
  });
});
