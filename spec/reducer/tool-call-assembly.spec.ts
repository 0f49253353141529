import { type ToolCallDelta, completionFromState, initialCompletionState, reduceChunk } from 'venice-rx';
import { toolCall } from 'venice-rx/testing';
import { deltaChunk } from '../../src/testing/builders/envelope.js';

/** Reduces a chunk for each list of pieces, and returns the tool calls. */
function assemble(...chunks: ToolCallDelta[][]): unknown {
  const state = chunks
    .map((pieces) => deltaChunk({ tool_calls: pieces }))
    .reduce(reduceChunk, initialCompletionState);
  return completionFromState(state).choices[0]?.message.tool_calls;
}

const call = (id: string, name: string, args: string): object => ({
  id,
  type: 'function',
  function: { name, arguments: args },
});

describe('tool calls', () => {
  it.each<[string, ToolCallDelta[][], object[]]>([
    [
      'arrive in pieces at one index, many of them empty',
      [
        [{ index: 0, id: 'call_7', type: 'function', function: { name: 'weather', arguments: '' } }],
        [{ index: 0, id: null, type: null, function: { name: null, arguments: '' } }],
        [{ index: 0, id: null, function: { name: null, arguments: '{"city":' } }],
        [{ index: 0, id: '', function: { name: '', arguments: '"Oslo"}' } }],
      ],
      [call('call_7', 'weather', '{"city":"Oslo"}')],
    ],
    [
      'share index 0 and differ by their ids',
      [
        [{ index: 0, id: 'a', function: { name: 'f', arguments: '{"x":' } }],
        [{ index: 0, function: { arguments: '1}' } }],
        [{ index: 0, id: 'b', function: { name: 'g', arguments: '{' } }],
        [{ index: 0, function: { arguments: '}' } }],
      ],
      [call('a', 'f', '{"x":1}'), call('b', 'g', '{}')],
    ],
    [
      'share index 0 and repeat their ids, in alternating pieces',
      [
        [{ index: 0, id: 'a', function: { name: 'f', arguments: '1' } }],
        [{ index: 0, id: 'b', function: { name: 'g', arguments: '2' } }],
        [{ index: 0, id: 'a', function: { arguments: '1' } }],
        [{ index: 0, function: { arguments: '1' } }],
      ],
      [call('a', 'f', '111'), call('b', 'g', '2')],
    ],
    [
      'have no index and arrive in one piece each',
      [
        [
          { id: 'a', function: { name: 'f', arguments: '{}' } },
          { id: 'b', function: { name: 'f', arguments: '{}' } },
        ],
      ],
      [call('a', 'f', '{}'), call('b', 'f', '{}')],
    ],
    [
      'have neither index nor id: a second name starts another call',
      [[{ function: { name: 'f', arguments: '{}' } }], [{ function: { name: 'g', arguments: '{}' } }]],
      [call('', 'f', '{}'), call('', 'g', '{}')],
    ],
    [
      'repeat their id and name in every piece',
      [
        [{ index: 0, id: 'a', function: { name: 'f', arguments: '{' } }],
        [{ index: 0, id: 'a', function: { name: 'f', arguments: '}' } }],
      ],
      [call('a', 'f', '{}')],
    ],
    [
      'have different indices, in alternating pieces',
      [
        [{ index: 0, id: 'a', function: { name: 'f', arguments: '' } }],
        [{ index: 1, id: 'b', function: { name: 'g', arguments: '' } }],
        [{ index: 0, function: { arguments: '0' } }],
        [{ index: 1, function: { arguments: '1' } }],
      ],
      [call('a', 'f', '0'), call('b', 'g', '1')],
    ],
    [
      'use one id at two indices',
      [[{ index: 0, id: 'a', function: { name: 'f' } }], [{ index: 1, id: 'a', function: { name: 'g' } }]],
      [call('a', 'f', ''), call('a', 'g', '')],
    ],
    [
      'get their id in a later piece',
      [[{ index: 0, function: { name: 'f' } }], [{ index: 0, id: 'a', function: { arguments: '{}' } }]],
      [call('a', 'f', '{}')],
    ],
    [
      'keep a signature from a later piece',
      [[{ index: 0, id: 'a', function: { name: 'f' } }], [{ index: 0, thought_signature: 's' }]],
      [{ ...call('a', 'f', ''), thought_signature: 's' }],
    ],
    [
      'keep unknown fields, and a type other than `function`',
      [
        [{ index: 0, id: 'a', type: 'custom', custom: { input: 'x' } }],
        [{ index: 0, function: { arguments: '1', strict: true } as object }],
      ],
      [
        {
          id: 'a',
          type: 'custom',
          custom: { input: 'x' },
          function: { name: '', arguments: '1', strict: true },
        },
      ],
    ],
    [
      'have their arguments as an object',
      [[{ index: 0, id: 'a', function: { name: 'f', arguments: { x: 1 } as unknown as string } }]],
      [call('a', 'f', '{"x":1}')],
    ],
    [
      'send all of their arguments once more at the end',
      [
        [{ index: 0, id: 'a', function: { name: 'f', arguments: '{"x":' } }],
        [{ index: 0, function: { arguments: '{}}' } }],
        [{ index: 0, function: { arguments: '{"x":{}}' } }],
        [{ index: 0, id: 'a', function: { name: 'f', arguments: '{"x":{}}' } }],
      ],
      [call('a', 'f', '{"x":{}}')],
    ],
    [
      'have arguments in which a piece equals all pieces before it',
      [
        [{ index: 0, id: 'a', function: { name: 'f', arguments: '{"x":' } }],
        [{ index: 0, function: { arguments: '{"x":' } }],
        [{ index: 0, function: { arguments: '11' } }],
        [{ index: 0, function: { arguments: '}}' } }],
      ],
      [call('a', 'f', '{"x":{"x":11}}')],
    ],
    [
      'have a number as arguments, one digit per piece',
      [
        [{ index: 0, id: 'a', function: { name: 'f', arguments: '1' } }],
        [{ index: 0, function: { arguments: '1' } }],
      ],
      [call('a', 'f', '11')],
    ],
    [
      'have a signature on a second piece, whose function is null',
      [
        [{ index: 0, id: 'a', function: { name: 'f', arguments: '{}' } }],
        [{ index: 0, function: null, thought_signature: 's' }],
      ],
      [{ ...call('a', 'f', '{}'), thought_signature: 's' }],
    ],
    [
      'have no index, and no id in later pieces',
      [[{ id: 'a', function: { name: 'f', arguments: '{' } }], [{ function: { arguments: '}' } }]],
      [call('a', 'f', '{}')],
    ],
    [
      'follow a web search call at the same index',
      [
        [
          {
            index: 0,
            id: 'web_search_call',
            function: { name: 'web_search', arguments: '{"documents":[]}' },
          },
        ],
        [{ index: 0, id: 'a', function: { name: 'f', arguments: '' } }],
        [{ index: 0, function: { arguments: '{}' } }],
      ],
      [call('web_search_call', 'web_search', '{"documents":[]}'), call('a', 'f', '{}')],
    ],
    [
      'have no index, and another id in each piece without a name',
      [
        [{ id: '1', type: 'function', function: { name: 'f', arguments: '' } }],
        [{ id: '2', type: 'function', function: { arguments: '{"a"' } }],
        [{ id: '3', type: 'function', function: { name: '', arguments: ':1}' } }],
      ],
      [call('1', 'f', '{"a":1}')],
    ],
    [
      'have another id in each piece without a name at their index',
      [
        [
          { index: 0, id: 'a', function: { name: 'f', arguments: '' } },
          { index: 1, id: 'b', function: { name: 'g', arguments: '' } },
        ],
        [
          { index: 0, id: 'c', function: { arguments: '{"a"' } },
          { index: 1, id: 'd', function: { name: null, arguments: '{"b"' } },
        ],
        [
          { index: 1, id: 'e', function: { arguments: ':2}' } },
          { index: 0, id: 'f', function: { arguments: ':1}' } },
        ],
      ],
      [call('a', 'f', '{"a":1}'), call('b', 'g', '{"b":2}')],
    ],
    [
      'get an index in a piece after the name',
      [
        [{ id: 'a', function: { name: 'f', arguments: '' } }],
        [{ index: 0, id: 'b', function: { arguments: '{}' } }],
      ],
      [call('a', 'f', '{}')],
    ],
    [
      'start with a piece that has an id only, and get their name with another id',
      [
        [{ index: 0, id: 'a', type: 'function' }],
        [{ index: 0, id: 'b', type: 'function', function: { name: 'f', arguments: '{}' } }],
      ],
      [call('a', 'f', '{}')],
    ],
    [
      'get their id in a later piece, which repeats the name',
      [
        [{ index: 0, function: { name: 'f', arguments: '' } }],
        [{ index: 0, id: 'a', function: { name: 'f', arguments: '{"a":1}' } }],
      ],
      [call('a', 'f', '{"a":1}')],
    ],
    [
      'arrive in one piece each, all at index 0 with empty ids',
      [
        [{ index: 0, id: '', function: { name: 'f', arguments: '{"a":1}' } }],
        [{ index: 0, id: '', function: { name: 'g', arguments: '{"b":2}' } }],
      ],
      [call('', 'f', '{"a":1}'), call('', 'g', '{"b":2}')],
    ],
    [
      'call one tool twice at index 0 with empty ids, in pieces',
      [
        [{ index: 0, id: '', function: { name: 'f', arguments: '' } }],
        [{ index: 0, function: { arguments: '{"a":' } }],
        [{ index: 0, function: { arguments: '1}' } }],
        [{ index: 0, id: '', function: { name: 'f', arguments: '' } }],
        [{ index: 0, function: { arguments: '{"a":2}' } }],
      ],
      [call('', 'f', '{"a":1}'), call('', 'f', '{"a":2}')],
    ],
    [
      'repeat their name, but not their id, in every piece',
      [
        [{ index: 0, id: 'a', function: { name: 'f', arguments: '{"a"' } }],
        [{ index: 0, id: '', function: { name: 'f', arguments: ':1' } }],
        [{ index: 0, id: '', function: { name: 'f', arguments: '}' } }],
        [{ index: 0, id: '', function: { name: 'f', arguments: '' } }],
      ],
      [call('a', 'f', '{"a":1}')],
    ],
    [
      'arrive in one chunk without indices and ids',
      [
        [
          { function: { name: 'f', arguments: '{}' } },
          { function: { name: 'f', arguments: '{}' } },
          { function: { name: 'f', arguments: '{"a":1}' } },
        ],
      ],
      [call('', 'f', '{}'), call('', 'f', '{}'), call('', 'f', '{"a":1}')],
    ],
    [
      'start with a piece without a name',
      [[{ index: 0, id: 'a', function: { arguments: '{}' } }]],
      [call('a', '', '{}')],
    ],
  ])('%s', (_name, chunks, expected) => {
    expect(assemble(...chunks)).toEqual(expected);
  });

  const pieces = (...texts: readonly (object | string)[]): ToolCallDelta[][] =>
    texts.map((text, at) => [
      {
        index: 0,
        ...(at === 0 && { id: 'a' }),
        function: { ...(at === 0 && { name: 'f' }), arguments: text as string },
      },
    ]);

  it.each<[string, (object | string)[], string]>([
    ['{} before the object', ['{}', '{"s":"X"}'], '{"s":"X"}'],
    ['{} before the object in pieces', ['{}', '{"s"', ':"X"}'], '{"s":"X"}'],
    ['{} before an object that is not a string', [{}, { s: 'X' }], '{"s":"X"}'],
    ['null before the object', ['null', '{"s":"X"}'], '{"s":"X"}'],
    ['{} after the object', ['{"s":"X"}', '{}'], '{"s":"X"}'],
    ['{} and null after the object in pieces', ['{"s":', '"X"}', '{ }', 'null'], '{"s":"X"}'],
    ['{} twice', ['{}', '{}'], '{}'],
    ['{} before and after the object', ['{}', '{"s":"X"}', '{}'], '{"s":"X"}'],
    ['the object again, with other spaces', ['{"a"', ': 1}', '{"a":1}'], '{"a": 1}'],
    [
      'the object again, in another order',
      ['{"a":1,"b":[1,{"c":2}]}', '{"b":[1,{"c":2}],"a":1}'],
      '{"a":1,"b":[1,{"c":2}]}',
    ],
    ['the object again and again', ['{"a":1}', '{"a":1}', '{ "a": 1 }', '{"a":1}'], '{"a":1}'],
    ['an object inside an object', ['{"a":', '{}', '}'], '{"a":{}}'],
    ['an object inside a list', ['{"a":[{"b":1}', ',', '{"b":1}', ']}'], '{"a":[{"b":1},{"b":1}]}'],
    ['null inside an object', ['{"a":', 'null', '}'], '{"a":null}'],
    ['braces and null inside a string', ['{"a":"}', '{}', 'null', '\\"', '{', '"}'], '{"a":"}{}null\\"{"}'],
    ['another object, which is appended', ['{"a":1}', '{"a":2}'], '{"a":1}{"a":2}'],
    ['an object with fewer elements', ['{"a":[1]}', '{"a":[]}'], '{"a":[1]}{"a":[]}'],
    ['an object instead of an array', ['{"a":["x"]}', '{"a":{"0":"x"}}'], '{"a":["x"]}{"a":{"0":"x"}}'],
  ])('ignore {}, null and repeated arguments, but no other piece: %s', (_name, texts, expected) => {
    expect(assemble(...pieces(...texts))).toEqual([call('a', 'f', expected)]);
  });

  it('ignore {} and repeated arguments also if each piece repeats id and name', () => {
    const piece = (text: string): ToolCallDelta[] => [
      { index: 0, id: 'a', function: { name: 'f', arguments: text } },
    ];

    expect(assemble(piece('{}'), piece('{"s"'), piece(':"X"}'), piece('{"s": "X"}'), piece('{}'))).toEqual([
      call('a', 'f', '{"s":"X"}'),
    ]);
  });

  it('keep the identity of a call that a piece does not change', () => {
    const before = reduceChunk(
      initialCompletionState,
      deltaChunk({
        tool_calls: [
          { index: 0, id: 'a' },
          { index: 1, id: 'b' },
        ],
      }),
    );
    const after = reduceChunk(before, toolCall({ index: 1, arguments: {} }));
    const [first, second] = completionFromState(after).choices[0]?.message.tool_calls ?? [];

    expect(first).toBe(completionFromState(before).choices[0]?.message.tool_calls?.[0]);
    expect(second).not.toBe(completionFromState(before).choices[0]?.message.tool_calls?.[1]);
  });

  it('keep their identity if a piece adds nothing', () => {
    const whole = { index: 0, id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } };
    const before = reduceChunk(initialCompletionState, deltaChunk({ tool_calls: [whole] }));
    const after = [whole, { index: 0, id: null, function: { name: '', arguments: '' } }, { index: 0 }]
      .map((piece) => deltaChunk({ tool_calls: [piece] }))
      .reduce(reduceChunk, before);

    expect(completionFromState(after).choices).toBe(completionFromState(before).choices);
  });

  it.each<[string, object]>([
    ['arguments', { arguments: 'null' }],
    ['name', { name: 'f', arguments: '' }],
  ])('are scanned once, even if a server repeats their %s often', (_what, fields) => {
    const text = `{"text":"${'x'.repeat(100_000)}"}`;
    const whole = { index: 0, id: 'a', function: { name: 'f', arguments: text } };
    const piece = deltaChunk({ tool_calls: [{ index: 0, function: fields }] });
    const before = reduceChunk(initialCompletionState, deltaChunk({ tool_calls: [whole] }));
    const read = jest.spyOn(String.prototype, 'charCodeAt');
    const after = Array.from({ length: 10 }, () => piece).reduce(reduceChunk, before);
    const reads = read.mock.calls.length;
    read.mockRestore();

    expect(completionFromState(after).choices).toBe(completionFromState(before).choices);
    expect(reads).toBeLessThan(2 * text.length);
  });
});
