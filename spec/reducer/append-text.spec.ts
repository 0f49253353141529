import * as fc from 'fast-check';
import {
  type ChatCompletionChunk,
  chunkFromState,
  completionFromState,
  initialCompletionState,
  reduceChunk,
} from 'venice-rx';
import { chunk, finish, role, usage } from 'venice-rx/testing';
import { appendText } from '../../src/reducer/append-text.js';
import { getChoices } from '../../src/reducer/completion-state.js';
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
    finish_reason: fc.constantFrom(null, null, null, '', 'stop', 'length'),
    vendor: fc.constantFrom('a', 'b', null),
    message: fc.constantFrom(null, null, null, { content: 'of the server' }),
  })
  .map((choice): ChatCompletionChunk => ({ ...chunk(''), choices: [choice] }));
const { choices: _, ...withoutChoices } = usage();
const withoutChoice = fc.constantFrom<ChatCompletionChunk>(usage(), withoutChoices);
const withFields = fc
  .tuple(
    fc.oneof(plain, withoutChoice),
    fc.constantFrom('a', '__proto__', 'usage', 'constructor'),
    fc.constantFrom(null, 1, 'x', ''),
  )
  .map(([value, key, field]) =>
    Object.defineProperty({ ...value }, key, { value: field, enumerable: true, configurable: true }),
  );
const mostlyPlain = fc
  .array(fc.oneof({ weight: 6, arbitrary: plain }, { weight: 3, arbitrary: withFields }, chunks), {
    maxLength: 10,
  })
  .map((all) => all.flat());

/** Adds a field that does not change the completion, but is not handled by the fast path. */
function forGeneralPath(next: ChatCompletionChunk): ChatCompletionChunk {
  return { venice_parameters: null, ...next };
}

describe('appendText', () => {
  it('has the same result as the general path', () => {
    let fastCount = 0;
    fc.assert(
      fc.property(mostlyPlain, (all) => {
        let fast = initialCompletionState;
        let slow = initialCompletionState;
        for (const next of all) {
          const state = { choices: getChoices(fast), completion: completionFromState(fast) };
          if (appendText(state, next) !== undefined) fastCount += 1;
          fast = reduceChunk(fast, next);
          slow = reduceChunk(slow, forGeneralPath(next));
          expect(completionFromState(fast)).toStrictEqual(completionFromState(slow));
          expect(chunkFromState(fast)).toStrictEqual(chunkFromState(slow));
        }
      }),
      cases,
    );

    expect(fastCount).toBeGreaterThan(caseCount / 4);
  });

  const before = [role(), deltaChunk({ reasoning_content: 'Hm' }), chunk('a')].reduce(
    reduceChunk,
    initialCompletionState,
  );
  const soFar = { choices: getChoices(before), completion: completionFromState(before) };

  it.each([
    ['text', chunk('b')],
    ['more reasoning', deltaChunk({ reasoning_content: 'b' })],
    ['usage and text', { ...chunk('b'), usage: usage().usage! }],
    ['a finish reason', finish()],
    ['usage without a choice', usage()],
  ])('reduces %s', (_name, next) => {
    expect(appendText(soFar, next)).toBeDefined();
  });

  const encrypted = deltaChunk({ reasoning_content: 'gAAA=', reasoning_encrypted: true });

  it.each([
    ['content', chunk('b')],
    ['reasoning', deltaChunk({ reasoning_content: 'b' })],
    ['content and reasoning', deltaChunk({ content: 'b', reasoning_content: 'c' })],
  ])('keeps encrypted reasoning after readable reasoning when %s follows', (_name, next) => {
    const all = [
      deltaChunk({ role: 'assistant' }),
      deltaChunk({ reasoning_content: 'Hm' }),
      chunk('a'),
      encrypted,
      next,
      next,
    ];
    const fast = all.reduce(reduceChunk, initialCompletionState);
    const slow = all.map(forGeneralPath).reduce(reduceChunk, initialCompletionState);

    expect(completionFromState(fast)).toStrictEqual(completionFromState(slow));
    expect(chunkFromState(fast)).toStrictEqual(chunkFromState(slow));
    expect(completionFromState(fast).choices[0]?.message).toMatchObject({
      reasoning_content: expect.stringMatching(/^Hm.*gAAA=$/) as string,
      reasoning_encrypted: true,
    });
  });

  it.each([
    ['a role', role()],
    ['text', chunk('a')],
    ['a field that only some servers send', { ...chunk('a'), provider: 'x' }],
  ])('reduces %s as the first chunk', (_name, next) => {
    const initial = { choices: [], completion: completionFromState(initialCompletionState) };

    expect(appendText(initial, next)).toBeDefined();
  });

  it.each([
    ['usage', usage()],
    ['reasoning', deltaChunk({ reasoning_content: 'a' })],
    [
      '17 further fields',
      { ...chunk('a'), ...Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`f${n}`, n])) },
    ],
  ])('leaves %s as the first chunk to the general path', (_name, next) => {
    const initial = { choices: [], completion: completionFromState(initialCompletionState) };

    expect(appendText(initial, next)).toBeUndefined();
  });

  it.each([
    ['a new choice', chunk('b', { choice: 1 })],
    ['a refusal', deltaChunk({ refusal: 'no' })],
  ])('leaves %s to the general path', (_name, next) => {
    expect(appendText(soFar, next)).toBeUndefined();
  });
});
