import { type ChatMessage, type ToolCall, repairHistory, validateHistory } from 'venice-rx';
import { withCallIds } from '../../src/history/with-call-ids.js';

const user: ChatMessage = { role: 'user', content: 'What is the weather in Oslo?' };
const answer: ChatMessage = { role: 'assistant', content: 'Mild.' };
const noResult = 'No result: the call was cancelled. Whether it took effect is unknown.';

function call(id: string, args = '{}'): ToolCall {
  return { id, type: 'function', function: { name: 'weather', arguments: args } };
}

function calling(...tool_calls: readonly ToolCall[]): ChatMessage {
  return { role: 'assistant', content: null, reasoning_content: 'Hm.', tool_calls };
}

function result(tool_call_id: string, content = '12 degrees'): ChatMessage {
  return { role: 'tool', tool_call_id, content };
}

/** Histories that can be sent. */
const sendable: readonly (readonly [string, readonly ChatMessage[]])[] = [
  ['nothing', []],
  ['a chat without tools', [{ role: 'system', content: 'Be brief.' }, user, answer, user]],
  ['calls with their results', [user, calling(call('a'), call('b')), result('a'), result('b'), answer]],
  [
    'an id that a later answer uses again',
    [calling(call('a')), result('a'), calling(call('a')), result('a')],
  ],
  ['calls that are null', [{ role: 'assistant', content: 'Mild.', tool_calls: null }]],
  ['a refusal with content', [user, { role: 'assistant', content: 'No.', refusal: 'No.' }]],
  ['calls next to an empty string', [{ ...calling(call('a')), content: '' }, result('a')]],
  ['an empty result', [calling(call('a')), result('a', '')]],
  ['the older form of a call', [{ role: 'assistant', content: null, function_call: { name: 'time' } }]],
  ['an answer that was spoken', [{ role: 'assistant', content: null, audio: { id: 'audio_1' } }]],
  ['a single emoji', [{ role: 'assistant', content: '\u2764\ufe0f' }]],
  ['an image', [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://a/b.png' } }] }]],
];

/** Content that has no visible character. */
const blanks: readonly unknown[] = [
  '',
  ' ',
  '\n\n',
  '\t\r\n',
  '\u00a0',
  '\u3000\u2003',
  '\u200b',
  '\ufeff',
  '\u2060\u00ad',
  '\u0000',
  [],
  [{ type: 'text', text: '' }],
  [
    { type: 'text', text: ' \n' },
    { type: 'text', text: '\u00a0' },
  ],
  [{ type: 'refusal', refusal: 'No.' }],
  null,
  undefined,
];

/** Histories that cannot be sent, the paths of their issues, and the repaired histories. */
const broken: readonly (readonly [
  name: string,
  messages: readonly ChatMessage[],
  paths: readonly string[],
  repaired: readonly ChatMessage[],
])[] = [
  [
    'a call without a result',
    [user, calling(call('a'))],
    ['messages[1].tool_calls[0]'],
    [user, calling(call('a')), result('a', noResult)],
  ],
  [
    'one of two calls without a result',
    [calling(call('a'), call('b')), result('b'), user],
    ['messages[0].tool_calls[0]'],
    [calling(call('a'), call('b')), result('a', noResult), result('b'), user],
  ],
  [
    'a call without a name, and its result',
    [calling(call('a'), { ...call('b'), function: { name: '', arguments: '{}' } }), result('a'), result('b')],
    ['messages[0].tool_calls', 'messages[2]'],
    [calling(call('a')), result('a')],
  ],
  [
    'arguments that are null, and arguments that are an object',
    [
      calling(call('a', 'null'), {
        ...call('b'),
        function: { name: 'f', arguments: { x: 1 } as unknown as string },
      }),
      result('a'),
      result('b'),
    ],
    ['messages[0].tool_calls[0].function.arguments', 'messages[0].tool_calls[1].function.arguments'],
    [
      calling(call('a'), { ...call('b'), function: { name: 'f', arguments: '{"x":1}' } }),
      result('a'),
      result('b'),
    ],
  ],
  [
    'results in another order',
    [calling(call('a'), call('b')), result('b'), result('a')],
    ['messages[2]'],
    [calling(call('a'), call('b')), result('a'), result('b')],
  ],
  [
    'a result after another message',
    [calling(call('a')), user, result('a')],
    ['messages[0].tool_calls[0]', 'messages[2]'],
    [calling(call('a')), result('a'), user],
  ],
  ['a result without a call', [user, result('a')], ['messages[1]'], [user]],
  [
    'a second result of one call',
    [calling(call('a')), result('a'), result('a', 'late')],
    ['messages[2]'],
    [calling(call('a')), result('a')],
  ],
  [
    'a result before its call',
    [result('a'), calling(call('a'))],
    ['messages[0]', 'messages[1].tool_calls[0]'],
    [calling(call('a')), result('a', noResult)],
  ],
  [
    'calls without ids',
    [calling(call(''), call('')), result('', 'one'), result('', 'two')],
    ['messages[0].tool_calls[0].id', 'messages[0].tool_calls[1].id'],
    [calling(call('call_1'), call('call_2')), result('call_1', 'one'), result('call_2', 'two')],
  ],
  [
    'two calls with one id',
    [calling(call('call_2'), call('call_2')), result('call_2', 'one'), result('call_2', 'two')],
    ['messages[0].tool_calls[1].id'],
    [calling(call('call_2'), call('call_3')), result('call_2', 'one'), result('call_3', 'two')],
  ],
  [
    'arguments that are truncated, a number, or empty',
    [calling(call('a', '{"city":"Os'), call('b', '5'), call('c', '')), result('a'), result('b'), result('c')],
    [0, 1, 2].map((position) => `messages[0].tool_calls[${position}].function.arguments`),
    [calling(call('a'), call('b'), call('c')), result('a'), result('b'), result('c')],
  ],
  [
    'assistant messages without content',
    [user, { role: 'assistant', content: '' }, { role: 'assistant', content: null, tool_calls: null }, user],
    ['messages[1]', 'messages[2]'],
    [user, user],
  ],
  [
    'an empty array of calls',
    [{ role: 'assistant', content: 'Mild.', tool_calls: [] }],
    ['messages[0].tool_calls'],
    [answer],
  ],
  [
    'a result that is not a string',
    [calling(call('a')), { role: 'tool', tool_call_id: 'a', content: { degrees: 12 } as unknown as string }],
    ['messages[1].content'],
    [calling(call('a')), result('a', '{"degrees":12}')],
  ],
];

describe('validateHistory', () => {
  it.each(sendable)('finds nothing in %s', (_, messages) => {
    expect(validateHistory(messages)).toEqual([]);
  });

  it.each(broken)('finds %s', (_, messages, paths) => {
    const issues = validateHistory(messages);

    expect(issues.map(({ path }) => path).sort()).toEqual([...paths].sort());
    for (const { problem, remedy } of issues) expect(`${problem} ${remedy}`).not.toMatch(/Oslo|degrees/);
  });

  it('describes the problem and its remedy', () => {
    expect(validateHistory([calling(call('a'))])).toEqual([
      {
        path: 'messages[0].tool_calls[0]',
        problem: 'the call has no result',
        remedy: 'add a tool message with the result after the assistant message',
      },
    ]);
  });
});

describe('blank content', () => {
  const roles = ['assistant', 'user', 'system', 'developer'] as const;
  const cases = roles.flatMap((role) => blanks.map((content) => [role, content] as const));

  it.each(cases)('of a message of the role %s is found, and the message removed: %j', (role, content) => {
    const messages = [user, { role, content } as ChatMessage, answer, user];

    expect(validateHistory(messages)).toEqual([
      { path: 'messages[1]', problem: 'the message is blank', remedy: 'remove it' },
    ]);
    expect(repairHistory(messages)).toEqual([user, answer, user]);
  });

  it.each([
    ['a refusal without content', { content: null, refusal: 'No.' }],
    ['an empty refusal', { content: '', refusal: '' }],
    ['reasoning', { content: ' ', reasoning_content: 'Hm.', reasoning_details: [] }],
    ['an empty array of calls', { content: '\n', tool_calls: [] }],
  ])('is found, and the message removed, even if the message has %s', (_, fields) => {
    const messages = [user, { role: 'assistant', ...fields } as ChatMessage, user];

    expect(validateHistory(messages)).not.toEqual([]);
    expect(repairHistory(messages)).toEqual([user, user]);
  });

  it.each(['\n\n', [], [{ type: 'text', text: ' ' }]])(
    'of a message with tool calls is found, and only the content removed: %j',
    (content) => {
      const messages = [{ ...calling(call('a')), content } as ChatMessage, result('a')];

      expect(validateHistory(messages).map(({ path }) => path)).toEqual(['messages[0].content']);
      expect(repairHistory(messages)).toEqual([calling(call('a')), result('a')]);
    },
  );

  it('in one part of several is found, and only this part removed', () => {
    const text = { type: 'text', text: 'Mild.' } as const;
    const messages: readonly ChatMessage[] = [
      { role: 'user', content: [{ type: 'text', text: ' ' }, text] },
      { role: 'assistant', content: [text, { type: 'text', text: '' }] },
    ];

    expect(validateHistory(messages).map(({ path }) => path)).toEqual([
      'messages[0].content',
      'messages[1].content',
    ]);
    expect(repairHistory(messages)).toEqual([
      { role: 'user', content: [text] },
      { role: 'assistant', content: [text] },
    ]);
  });
});

describe('with `allowUserAfterTool: false`, a history', () => {
  const rules = { allowUserAfterTool: false };
  const between = { role: 'assistant', content: 'Understood.' };
  const called = [user, calling(call('a'), call('b')), result('a'), result('b')] as const;

  it.each(['user', 'system', 'developer'] as const)(
    'gets an assistant message between a result and a %s message',
    (role) => {
      const next: ChatMessage = { role, content: 'Never mind.' };
      const messages = [...called, next, answer];

      expect(validateHistory(messages)).toEqual([]);
      expect(repairHistory(messages)).toBe(messages);
      expect(validateHistory(messages, rules)).toEqual([
        {
          path: 'messages[4]',
          problem: 'the message directly follows the result of a tool',
          remedy: 'insert an assistant message before it',
        },
      ]);
      expect(repairHistory(messages, rules)).toEqual([...called, between, next, answer]);
      expect(validateHistory(repairHistory(messages, rules), rules)).toEqual([]);
    },
  );

  it('also gets an assistant message if another repair puts the result directly before the user message', () => {
    const cancelled = [user, calling(call('a')), user];
    const blank = [...called, { role: 'assistant', content: '\n' } as const, user];

    expect(repairHistory(cancelled, rules)).toEqual([
      user,
      calling(call('a')),
      result('a', noResult),
      between,
      user,
    ]);
    expect(repairHistory(blank, rules)).toEqual([...called, between, user]);
  });

  it.each([
    ['no message', called],
    ['an answer', [...called, answer, user]],
    ['another call', [...called, calling(call('c')), result('c')]],
  ])('is not changed if the result is followed by %s', (_, messages) => {
    expect(validateHistory(messages, rules)).toEqual([]);
    expect(repairHistory(messages, rules)).toBe(messages);
  });

  it('is not read if the option is not true or false', () => {
    const options = { allowUserAfterTool: 'no' as unknown as boolean };
    const error = new TypeError('`allowUserAfterTool` must be true or false; received a string');

    expect(() => validateHistory([], options)).toThrow(error);
    expect(() => repairHistory([], options)).toThrow(error);
  });
});

describe('repairHistory', () => {
  it.each(sendable)('returns the same array for %s', (_, messages) => {
    expect(repairHistory(messages)).toBe(messages);
  });

  it.each(broken)('repairs %s', (_, messages, _paths, repaired) => {
    const before = JSON.stringify(messages);

    expect(repairHistory(messages)).toEqual(repaired);
    expect(validateHistory(repairHistory(messages))).toEqual([]);
    expect(JSON.stringify(messages)).toBe(before);
  });

  it('keeps everything that it does not repair, including unknown fields', () => {
    const signed = { ...call('a', '{"city'), thought_signature: 's' };
    const [first, second] = repairHistory([user, calling(signed)]);

    expect(first).toBe(user);
    expect(second).toMatchObject({ reasoning_content: 'Hm.', tool_calls: [{ thought_signature: 's' }] });
  });

  it('repairs the same message twice if the array has it twice', () => {
    const message = calling(call('a'));

    expect(repairHistory([message, message, result('a')])).toEqual([
      message,
      result('a', noResult),
      message,
      result('a'),
    ]);
  });

  it('keeps a call of an unknown type', () => {
    const custom = { id: 'a', type: 'custom', custom: { input: 'x' } } as unknown as ToolCall;

    expect(repairHistory([calling(custom)])).toEqual([calling(custom), result('a', noResult)]);
  });

  it('gives 50,000 calls of a message different ids, if one id is missing or all ids are the same', () => {
    const count = 50_000;
    const repairedIds = (tool_calls: readonly ToolCall[]): readonly string[] => {
      const [message] = repairHistory([{ role: 'assistant', content: null, tool_calls }]);
      return (message as unknown as { tool_calls: ToolCall[] }).tool_calls.map(({ id }) => id);
    };
    const calls = Array.from({ length: count }, (_, index) => call(index === 0 ? '' : `call_${index}`));
    const ids = repairedIds(calls);

    expect([ids[0], new Set(ids).size]).toEqual([`call_${count}`, count]);
    expect(new Set(repairedIds(calls.map(() => call('call_1')))).size).toBe(count);
  });

  it('looks up only a few ids per call, even if later calls already use the next numbers', () => {
    const half = 500;
    const numbers = Array.from({ length: half }, (_, index) => `call_${index + 1}`);
    const calls = [...numbers.map(() => call('')), ...numbers.map((id) => call(id))];
    const has = jest.spyOn(Set.prototype, 'has');
    const ids = withCallIds(calls).map(({ id }) => id);
    const lookups = has.mock.calls.length;
    has.mockRestore();

    expect(new Set(ids).size).toBe(2 * half);
    expect(ids.slice(half)).toEqual(numbers);
    expect(lookups).toBeLessThan(6 * half);
  });
});
