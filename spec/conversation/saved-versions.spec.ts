import { readFileSync } from 'node:fs';
import { NEVER } from 'rxjs';
import { Conversation, type ConversationExport, type ConversationExportV1 } from 'venice-rx';
import { summarizeRequests, summarizeHistory, playConversation } from './play-conversation.js';

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`exports/${name}.json`, `file://${__filename}`), 'utf8'));
// Exports written by the versions of the package that introduced the formats: never change these files.
const version1 = read('version-1') as ConversationExportV1;
const version2 = read('version-2') as ConversationExport;
const request = { model: 'default' } as const;
const noon = { marbles: '-a|', values: { a: 'Noon.' } };

describe('an export of version 1', () => {
  it('is loaded, and `regenerate` continues the interrupted run', () => {
    const { conversation, transport, states } = playConversation(
      [noon],
      { 0: (it) => it.regenerate() },
      { from: version1 },
    );

    expect(summarizeHistory(states[0]?.messages ?? [])).toBe(
      '[Be brief.] What time is it? <→time> (noon) <It is no>',
    );
    expect(states[0]).toMatchObject({ usage: { total_tokens: 30 }, cost: { usd: 0.5 }, queue: [] });
    expect(states[0]?.entries[2]?.toolCalls).toMatchObject([{ status: 'done', result: 'noon' }]);
    expect(summarizeRequests(transport)).toEqual(['[Be brief.] What time is it? <→time> (noon)']);
    expect(conversation.currentState.entries.at(-1)?.versions).toHaveLength(2);
  });

  it('becomes an export of version 2', () => {
    const { version, entries } = new Conversation(() => NEVER, { request, from: version1 }).export();

    expect([version, entries.map(({ message }) => message)]).toEqual([2, version1.messages]);
  });

  it('keeps an interrupted question as a version', () => {
    const from: ConversationExportV1 = {
      version: 1,
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Hello.' },
      ],
      interrupted: { keep: 0, messages: [{ role: 'user', content: 'Ho' }] },
    };
    const { transport, states } = playConversation([noon], { 0: (it) => it.regenerate() }, { from });

    expect(summarizeHistory(states[0]?.messages ?? [])).toBe('Hi <Hello.>');
    expect(states[0]?.entries[0]?.versions).toHaveLength(2);
    expect(summarizeRequests(transport)).toEqual(['Ho']);
  });
});

describe('an export of version 2', () => {
  it('is loaded, and exported unchanged', () => {
    const conversation = new Conversation(() => NEVER, { request, from: version2 });

    expect(summarizeHistory(conversation.currentState.messages)).toBe(
      '[Be brief.] What time is it? <→time> (noon) <It is no>',
    );
    expect(conversation.export()).toEqual(version2);
  });

  const [system, question] = version2.entries;
  const call = { id: 'a', type: 'function', function: { name: 'pay', arguments: '{}' } };
  it.each<[string, unknown, string]>([
    ['entries', {}, 'an array of entries; received an object'],
    ['entries[0]', [5], 'an entry; received 5'],
    ['entries[0].id', [{ ...system, id: '' }], 'a unique string; received a string'],
    ['entries[1].id', [system, { ...question, id: 's' }], 'a unique string; received a string'],
    ['entries[0].parentId', [question], 'the id of an entry before it, or null; received a string'],
    ['entries[0].message.role', [{ ...system, message: { role: 'bot' } }], "'system', 'developer'"],
    ['entries[0].createdAt', [{ ...system, createdAt: '5' }], 'a number of milliseconds; received a string'],
    [
      'entries[0].status',
      [{ ...system, status: 'new' }],
      "'done', 'stopped', 'failed' or 'awaiting-approval'; received 'new'",
    ],
    ['entries[0].model', [{ ...system, model: 5 }], 'a string, if given; received 5'],
    ['entries[0].usage', [{ ...system, usage: 5 }], 'an object, if given; received 5'],
    ['entries[0].toolCalls', [{ ...system, toolCalls: {} }], 'an array of calls; received an object'],
    ['entries[0].toolCalls[0]', [{ ...system, toolCalls: [5] }], 'a call; received 5'],
    [
      'entries[0].toolCalls[0].call',
      [{ ...system, toolCalls: [{ call: 5 }] }],
      'a call, an object with an `id`',
    ],
    [
      'entries[0].toolCalls[0].call.function',
      [{ ...system, toolCalls: [{ call: { id: 'a' }, status: 'done' }] }],
      'an object with `name` and `arguments`, two strings',
    ],
    [
      'entries[0].toolCalls[0].status',
      [{ ...system, toolCalls: [{ call, status: 'running' }] }],
      "'done', 'failed', 'stopped' or 'awaiting-approval'; received 'running'",
    ],
    ['selected', ['gone'], 'an array of ids of entries; received an array'],
    ['queue', 5, 'an array of at most 1000 commands; received 5'],
    ['queue[0]', [5], 'a command; received 5'],
    ['queue[0].id', [{ type: 'send', id: 'q1', content: 'Hi' }], 'a unique string; received a string'],
    [
      'queue[0].type',
      [{ type: 'say', id: 'x', content: 'Hi' }],
      "'send', 'edit' or 'regenerate'; received 'say'",
    ],
    ['queue[0].content', [{ type: 'send', id: 'x', content: ' ' }], 'a message that is not blank'],
    [
      'queue[0].entryId',
      [{ type: 'edit', id: 'x', content: 'Hi' }],
      'the id of an entry; received undefined',
    ],
    ['interrupted', 5, 'an object, if given; received 5'],
    ['interrupted.afterId', {}, 'the id of an entry, or null; received undefined'],
    ['interrupted.afterId', { afterId: 'gone' }, 'the id of an entry, or null; received a string'],
  ])('is validated: %s', (path, value, expected) => {
    const [name = ''] = path.split(/[.[]/);
    const from = { ...version2, ...(name === 'entries' && { selected: [], queue: [] }), [name]: value };
    const create = () => new Conversation(() => NEVER, { request, from: from });

    expect(create).toThrow(TypeError);
    expect(create).toThrow(`\`from.${path}\` must be ${expected}`);
  });
});
