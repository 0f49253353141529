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
        { name: maybe(fc.constantFrom('', 'f', 'g')), arguments: maybe(fc.oneof(text, fc.constant('{}'))) },
        { requiredKeys: [] },
      ),
    ),
    thought_signature: fc.constantFrom('s1', 's2'),
  },
  { requiredKeys: [] },
);

/** Chunks of tool calls that take turns at few indices, where it matters which call is open. */
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

const delta = fc.record(
  {
    role: maybe(fc.constant('assistant')),
    content: maybe(fc.oneof(text, fc.constant([{ type: 'text', text: 'part' }]))),
    reasoning_content: maybe(text),
    reasoning: maybe(text),
    reasoning_encrypted: maybe(fc.boolean()),
    reasoning_details: maybe(fc.array(fc.record({ type: text }), { maxLength: 2 })),
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
    stop_reason: fc.constantFrom('stop', null),
  },
  { requiredKeys: ['index'] },
);

/** Chunks of every shape that the types allow, in any order. */
export const chunks = fc.array(
  fc.record(
    {
      id: fc.constantFrom('', 'one', 'two'),
      object: fc.constant('chat.completion.chunk'),
      created: fc.constantFrom(0, 1),
      model: fc.constantFrom('', 'm'),
      choices: fc.array(choice, { maxLength: 3 }),
      usage: maybe(fc.constant({ prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 })),
      venice_parameters: maybe(fc.constant({ web_search_citations: [] })),
      citations: fc.constant(['u']),
    },
    { requiredKeys: ['id', 'object', 'created', 'model'] },
  ),
  { maxLength: 8 },
) as fc.Arbitrary<ChatCompletionChunk[]>;
