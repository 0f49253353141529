import { NEVER } from 'rxjs';
import {
  type ChatMessage,
  Conversation,
  type ConversationExport,
  type ConversationExportV1,
  type SavedEntry,
  validateHistory,
} from 'venice-rx';
import { usage } from 'venice-rx/testing';
import { deltaChunk } from '../../src/testing/builders/envelope.js';
import {
  summarizeRequests,
  edits,
  getMessages,
  summarizeHistory,
  summarize,
  playConversation,
  sends,
} from './play-conversation.js';

const values = { a: 'Hel', b: 'lo', u: usage({ usd: 0.25 }) };
const hello = { marbles: '-a-b-u|', values };
const noon = { marbles: '-n|', values: { n: 'Noon.' } };
const request = { model: 'default' } as const;

describe('export', () => {
  it('is plain JSON, with which a new conversation continues', () => {
    const ids = ['q1', 'a1'];
    const generateId = () => ids.shift() ?? '';
    const before = playConversation([hello], { 0: sends('Hi') }, { generateId }).conversation.export();
    const from = JSON.parse(JSON.stringify(before)) as ConversationExport;
    const { transport, states, log } = playConversation([noon], { 0: sends('Time?') }, { from });

    expect(from).toEqual(before);
    expect(before).toEqual({
      version: 2,
      entries: [
        {
          id: 'q1',
          parentId: null,
          message: { role: 'user', content: 'Hi' },
          createdAt: 0,
          status: 'done',
        },
        {
          id: 'a1',
          parentId: 'q1',
          message: { role: 'assistant', content: 'Hello' },
          createdAt: 1,
          status: 'done',
          model: 'test-model',
          finishReason: 'stop',
          usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
          cost: { usd: 0.25, diem: 0 },
        },
      ],
      selected: [],
      queue: [],
      usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
      cost: { usd: 0.25, diem: 0 },
    });
    expect(log[0]).toBe('0 idle: Hi <Hello>');
    expect(summarizeRequests(transport)).toEqual(['Hi <Hello> Time?']);
    expect(states.at(-1)).toMatchObject({ usage: { total_tokens: 15 }, cost: { usd: 0.25 } });
  });

  it('contains arrays that are built when they are read, such as `reasoning_details`', () => {
    const details = [{ type: 'reasoning.text', text: 'Hm.' }];
    const withDetails = deltaChunk({ content: 'Hi', reasoning_details: details });
    const { conversation } = playConversation([{ marbles: '-d|', values: { d: withDetails } }], {
      0: sends('Hi'),
    });
    const exported = conversation.export();

    expect(exported.entries[1]?.message).toMatchObject({ content: 'Hi', reasoning_details: details });
    expect(structuredClone(exported)).toEqual(exported);
  });

  it('is the same while an answer is arriving as after a stop', () => {
    const { returned, log } = playConversation([hello], {
      0: sends('Hi'),
      2: (conversation) => summarizeHistory(getMessages(conversation.export())),
    });

    expect(returned[1]).toBe('Hi <Hel>');
    expect(log.at(-1)).toBe('6 idle: Hi <Hello>');
  });

  it('is detached from the conversation', () => {
    const conversation = new Conversation(() => NEVER, {
      request,
      messages: [{ role: 'system', content: 'A' }],
    });
    const { entries } = conversation.export();
    (entries as SavedEntry[]).pop();

    expect(conversation.currentState.messages).toHaveLength(1);
  });

  it('is not affected by later changes of the array in `messages`', () => {
    const messages: ChatMessage[] = [{ role: 'system', content: 'A' }];
    const conversation = new Conversation(() => NEVER, { request, messages });
    messages.push({ role: 'user', content: 'B' });

    expect(conversation.currentState.messages).toHaveLength(1);
  });
});

describe('from', () => {
  it.each([null, undefined])('starts empty if it is %s', (from) => {
    const messages = [{ role: 'system', content: 'Be brief.' }] as const;
    const conversation = new Conversation(() => NEVER, { request, messages, from });

    expect(summarize(conversation.currentState)).toBe('idle: [Be brief.]');
  });

  it('takes precedence over `messages`', () => {
    const from: ConversationExportV1 = { version: 1, messages: [{ role: 'user', content: 'Hi' }] };
    const messages = [{ role: 'system', content: 'Be brief.' }] as const;

    expect(new Conversation(() => NEVER, { request, messages, from }).currentState.messages).toEqual([
      { role: 'user', content: 'Hi' },
    ]);
  });

  it('accepts an answer with 12,000 calls, one of them without an id', () => {
    const calls = Array.from({ length: 12_000 }, (_, index) => ({
      id: index === 0 ? '' : `call_${index}`,
      type: 'function',
      function: { name: 'time', arguments: '{}' },
    }));
    const from: ConversationExportV1 = {
      version: 1,
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: null, tool_calls: calls },
      ],
    };
    const { messages } = new Conversation(() => NEVER, { request, from }).currentState;

    expect(messages).toHaveLength(12_002);
    expect(messages[1]).toHaveProperty('tool_calls.0.id', 'call_12000');
  });

  it('shows the history, not the interrupted run, for any order of generated ids', () => {
    let nextId = 9;
    const from: ConversationExportV1 = {
      version: 1,
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Hello!' },
      ],
      interrupted: { keep: 1, messages: [{ role: 'assistant', content: 'Hell' }] },
    };
    const generateId = () => `id-${(nextId -= 1)}`;
    const { currentState } = new Conversation(() => NEVER, { request, from, generateId });

    expect(currentState.messages).toEqual(from.messages);
    expect(currentState.entries[1]).toMatchObject({ versionIndex: 0, versions: ['id-7', 'id-6'] });
  });

  it('repairs a history that cannot be sent', () => {
    const timeCall = { id: 'call_1', type: 'function', function: { name: 'time', arguments: '{}' } };
    const from: ConversationExportV1 = {
      version: 1,
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: null, tool_calls: [timeCall] },
      ],
    };
    const { messages } = new Conversation(() => NEVER, { request, from }).currentState;

    expect(validateHistory(messages)).toEqual([]);
    expect(messages).toHaveLength(3);
  });

  const user = { role: 'user', content: 'Hi' };
  it.each<[unknown, string]>([
    ['[]', '`from` must be the result of export(); received a string'],
    [[], '`from` must be the result of export(); received an array'],
    [{ messages: [] }, '`from.version` must be 1 or 2; received undefined'],
    [{ version: 3, messages: [] }, '`from.version` must be 1 or 2; received 3'],
    [{ version: 1 }, '`from.messages` must be an array of messages; received undefined'],
    [
      { version: 1, messages: [user, null] },
      '`from.messages[1]` must be a message, an object with a `role`; received null',
    ],
    [
      { version: 1, messages: [{ role: 'bot', content: 'Hi' }] },
      "`from.messages[0].role` must be 'system', 'developer', 'user', 'assistant' or 'tool'; received 'bot'",
    ],
    [
      { version: 1, messages: [{ role: 'user' }] },
      '`from.messages[0].content` must be a string or an array of parts; received undefined',
    ],
    [
      { version: 1, messages: [{ role: 'system', content: [{}] }] },
      '`from.messages[0].content[0].type` must be a string; received undefined',
    ],
    [
      { version: 1, messages: [{ role: 'assistant', content: 5 }] },
      '`from.messages[0].content` must be a string or an array of parts; received a number',
    ],
    [
      { version: 1, messages: [{ role: 'assistant', tool_calls: {} }] },
      '`from.messages[0].tool_calls` must be an array of calls; received an object',
    ],
    [
      { version: 1, messages: [{ role: 'assistant', tool_calls: [5] }] },
      '`from.messages[0].tool_calls[0]` must be a call, an object with an `id`; received a number',
    ],
    [
      { version: 1, messages: [{ role: 'assistant', tool_calls: [{ function: {} }] }] },
      '`from.messages[0].tool_calls[0].id` must be a string; received undefined',
    ],
    [
      { version: 1, messages: [{ role: 'assistant', tool_calls: [{ id: 'a', function: { name: 'b' } }] }] },
      '`from.messages[0].tool_calls[0].function` must be an object with `name` and `arguments`, two strings; received an object',
    ],
    [
      { version: 1, messages: [{ role: 'tool', content: {}, tool_call_id: 'a' }] },
      '`from.messages[0].content` must be a string; received an object',
    ],
    [
      { version: 1, messages: [{ role: 'tool', content: 'a' }] },
      '`from.messages[0].tool_call_id` must be a string; received undefined',
    ],
    [{ version: 1, messages: [user], usage: 5 }, '`from.usage` must be an object, if given; received 5'],
    [
      { version: 1, messages: [user], cost: [] },
      '`from.cost` must be an object, if given; received an array',
    ],
  ])('throws a TypeError for %j', (from, message) => {
    expect(() => new Conversation(() => NEVER, { request, from: from as ConversationExport })).toThrow(
      new TypeError(message),
    );
  });
});

it('a conversation survives stop, error, edit, export and import, in virtual time', () => {
  const cut = { marbles: '-a-#', values };
  const before = playConversation([hello, cut, noon], {
    0: sends('Hi'),
    2: (conversation) => {
      conversation.stop();
    },
    10: sends('Go on.'),
    20: edits(0, 'Hello?'),
  });
  const exported = JSON.parse(JSON.stringify(before.conversation.export())) as ConversationExport;
  const after = playConversation([noon], { 0: sends('Thanks.') }, { from: exported });

  expect(before.log.filter((line) => !/streaming|pending/.test(line))).toEqual([
    '0 idle:',
    '2 idle: Hi <Hel>',
    '13 failed: Hi <Hel> Go on. <Hel> !InternalServerError',
    '22 idle: Hello? <Noon.>',
  ]);
  expect(validateHistory(getMessages(exported))).toEqual([]);
  expect(summarizeRequests(after.transport)).toEqual(['Hello? <Noon.> Thanks.']);
  expect(after.log.at(-1)).toBe('2 idle: Hello? <Noon.> Thanks. <Noon.>');
});
