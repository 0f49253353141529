import * as fc from 'fast-check';
import { type ChatCompletionChunk, chunkOf, completionOf, initialChatState, reduce } from 'venice-rx';
import { chunk, finish, role, usage } from 'venice-rx/testing';
import { appendText } from '../../src/chat/append-text.js';
import { choicesOf } from '../../src/chat/chat-state.js';
import { deltaChunk } from '../../src/testing/builders/envelope.js';
import { chunks } from './arbitrary-chunks.js';
import { caseCount, cases, seed } from '../support/cases.js';

console.log(`appendText: ${caseCount} cases, SEED=${seed}`);

const text = fc.constantFrom('', 'a', ' bc', null);
const plain = fc
  .record({
    index: fc.constantFrom(0, 0, 0, 1),
    delta: fc.record(
      { role: fc.constant('assistant'), content: text, reasoning_content: text },
      { requiredKeys: [] },
    ),
    finish_reason: fc.constant(null),
    vendor: fc.constantFrom('a', 'b', null),
    message: fc.constantFrom(null, null, null, { content: 'of the server' }),
  })
  .map((choice): ChatCompletionChunk => ({ ...chunk(''), choices: [choice] }));
const withFields = fc
  .tuple(plain, fc.constantFrom('a', '__proto__', 'usage'), fc.constantFrom(null, 1, 'x'))
  .map(([value, key, field]) =>
    Object.defineProperty({ ...value }, key, { value: field, enumerable: true, configurable: true }),
  );
const mostlyPlain = fc
  .array(fc.oneof({ weight: 6, arbitrary: plain }, { weight: 3, arbitrary: withFields }, chunks), {
    maxLength: 10,
  })
  .map((all) => all.flat());

/** A choice that names a field which only the slow way takes over, and which says nothing. */
function slowly(given: ChatCompletionChunk): ChatCompletionChunk {
  return { ...given, choices: given.choices?.flatMap((choice) => [choice, { index: choice.index }]) ?? [] };
}

describe('appendText', () => {
  it('gives what the reducer gives of chunks that it does not take', () => {
    let taken = 0;
    fc.assert(
      fc.property(mostlyPlain, (all) => {
        let fast = initialChatState;
        let slow = initialChatState;
        for (const next of all) {
          const state = { choices: choicesOf(fast), completion: completionOf(fast) };
          if (appendText(state, next) !== undefined) taken += 1;
          fast = reduce(fast, next);
          slow = reduce(slow, slowly(next));
          expect(completionOf(fast)).toStrictEqual(completionOf(slow));
          expect(chunkOf(fast)).toStrictEqual(chunkOf(slow));
        }
      }),
      cases,
    );

    expect(taken).toBeGreaterThan(caseCount / 4);
  });

  const before = [role(), deltaChunk({ reasoning_content: 'Hm' }), chunk('a')].reduce(
    reduce,
    initialChatState,
  );
  const soFar = { choices: choicesOf(before), completion: completionOf(before) };

  it.each([
    ['a text', chunk('b')],
    ['a reasoning that goes on', deltaChunk({ reasoning_content: 'b' })],
    ['usage beside the text', { ...chunk('b'), usage: usage().usage! }],
  ])('takes %s', (_name, next) => {
    expect(appendText(soFar, next)).toBeDefined();
  });

  it.each([
    ['a finish', finish()],
    ['an answer not met before', chunk('b', { choice: 1 })],
    ['a chunk without a choice', usage()],
    ['a refusal', deltaChunk({ refusal: 'no' })],
  ])('leaves %s to the reducer', (_name, next) => {
    expect(appendText(soFar, next)).toBeUndefined();
  });
});
