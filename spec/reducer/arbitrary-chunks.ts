import * as fc from 'fast-check';
import type { ChatCompletionChunk } from 'venice-rx';
import { deltaChunk } from '../../src/testing/builders/envelope.js';

const text = fc.constantFrom('', 'a', 'bc', ' ', 'é', '👑');
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null | undefined> =>
  fc.oneof(value, fc.constant(null), fc.constant(undefined));

const piece = fc.record(
  {
    index: fc.constantFrom(0, 1, null),
    id: maybe(fc.constantFrom('', 'call_1', 'call_2')),
    type: fc.constantFrom('function', null),
    function: maybe(
      fc.record(
        { name: maybe(fc.constantFrom('', 'fn', 'go')), arguments: maybe(fc.oneof(text, fc.constant('{}'))) },
        { requiredKeys: [] },
      ),
    ),
    thought_signature: fc.constantFrom('s1', 's2'),
  },
  { requiredKeys: [] },
);

/** Chunks with pieces of several tool calls at two indices, so that the reducer must know which call each piece belongs to. */
export const toolChunks = fc.array(
  fc
    .record(
      {
        index: fc.constantFrom(0, 1),
        id: fc.constantFrom('', 'call_1', 'call_2', 'call_3'),
        function: fc.record({ arguments: fc.constantFrom('1', '2', '{}') }),
      },
      { requiredKeys: ['function'] },
    )
    .map((value) => deltaChunk({ tool_calls: [value] })),
  { maxLength: 8 },
);

const argumentPieces = ['', '{', '}', '"a":1', '{"a":1}', '{ "a": 1 }', '{}', 'null', ' ', '{"b":"}{"}'];

/** Chunks of tool calls with complete and repeated arguments, as sent by servers that repeat the name or omit ids. */
const createRepeatedCalls = (
  names: readonly string[],
  indices: readonly (number | null)[],
): fc.Arbitrary<ChatCompletionChunk[]> => {
  const callPiece = fc.record(
    {
      index: fc.constantFrom(...indices),
      id: fc.constantFrom('', 'call_1', 'call_2'),
      function: fc.record(
        { name: fc.constantFrom(...names), arguments: fc.constantFrom(...argumentPieces) },
        { requiredKeys: ['arguments'] },
      ),
    },
    { requiredKeys: ['index', 'function'] },
  );
  const chunk = fc
    .array(callPiece, { minLength: 1, maxLength: 2 })
    .map((pieces) => deltaChunk({ tool_calls: pieces }));
  return fc.array(chunk, { maxLength: 6 });
};
/** Calls with and without an index. Without an index there is one name only, since another name would start the next call. */
export const repeatedCalls = fc.oneof(
  createRepeatedCalls(['', 'fn', 'go'], [0, 1]),
  createRepeatedCalls(['', 'fn'], [null]),
);

/** An item of a list, or an object, that may continue an earlier one. */
const fragment = fc.record(
  {
    type: fc.constantFrom('reasoning.text', 'reasoning.encrypted', 'thinking', null),
    index: fc.constantFrom(0, 1, '0', null),
    id: fc.constantFrom('', 'one', 'two', null),
    text: text,
    thinking: text,
    data: fc.constantFrom('', 'x', 7, null),
    signature: fc.constantFrom('', 's1', 's2', null),
  },
  { requiredKeys: [] },
);
const fragments = fc.array(fc.oneof(fragment, fc.constantFrom<unknown>(1, null, [])), { maxLength: 3 });

const delta = fc.record(
  {
    role: maybe(fc.constant('assistant')),
    content: maybe(fc.oneof(text, fc.constant([{ type: 'text', text: 'part' }]))),
    reasoning_content: maybe(text),
    reasoning: maybe(text),
    reasoning_encrypted: maybe(fc.boolean()),
    reasoning_details: maybe(fragments),
    thinking_blocks: maybe(fragments),
    audio: maybe(fc.oneof(fragment, fragments, fc.record({ inner: fragment, list: fragments }), text)),
    refusal: maybe(text),
    tool_calls: maybe(fc.array(piece, { maxLength: 2 })),
    vendor: text,
  },
  { requiredKeys: [] },
);

const choice = fc.record(
  {
    index: fc.constantFrom(0, 1),
    delta,
    finish_reason: maybe(fc.constantFrom('stop', 'length', 'tool_calls')),
    logprobs: maybe(
      fc.record(
        {
          content: fc.array(fc.record({ token: text, logprob: fc.constant(-1) }), { maxLength: 2 }),
          tokens: fc.array(text, { maxLength: 2 }),
          vendor: maybe(text),
        },
        { requiredKeys: [] },
      ),
    ),
    stop_reason: fc.constantFrom('stop', null, '', ['stop']),
    token_ids: maybe(fc.array(fc.nat(3), { maxLength: 2 })),
  },
  { requiredKeys: ['index'] },
);

/** Chunks of every shape that the types allow, and some that they do not allow, in any order. */
export const chunks = fc.array(
  fc.record(
    {
      id: fc.constantFrom('', 'one', 'two'),
      object: fc.constant('chat.completion.chunk'),
      created: fc.constantFrom(0, 1),
      model: fc.constantFrom('', 'm'),
      choices: fc.array(choice, { maxLength: 3 }),
      usage: maybe(
        fc.constantFrom(
          { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
          { total_tokens: 0 },
          {},
          'x',
        ),
      ),
      cost: maybe(fc.constantFrom<unknown>({ usd: 1, diem: 1 }, { usd: 0, diem: 0 }, '0.5', 2, 'x', {})),
      venice_parameters: maybe(
        fc.constantFrom({ web_search_citations: [] }, { web_search_citations: ['u'] }),
      ),
      citations: fc.constantFrom(['u'], [], ''),
    },
    { requiredKeys: ['id', 'object', 'created', 'model'] },
  ),
  { maxLength: 8 },
) as fc.Arbitrary<ChatCompletionChunk[]>;
