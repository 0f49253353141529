import { type ChatCompletionChunk, hasOutput, retryOnApiError } from 'venice-rx';
import { chunk, finish, inVirtualTime, role, toolCall, usage } from 'venice-rx/testing';
import { deltaChunk } from '../../src/testing/builders/envelope.js';

describe('hasOutput', () => {
  it.each([
    ['content', chunk('Hi')],
    ['reasoning', deltaChunk({ content: '', reasoning_content: 'Hm' })],
    ['reasoning in the field `reasoning`', deltaChunk({ reasoning: 'Hm' })],
    ['a refusal', deltaChunk({ refusal: 'No' })],
    ['a tool call', toolCall({ id: 'a' })],
    ['a thinking part', deltaChunk({ content: [{ type: 'thinking', thinking: 'Hm' }] })],
  ])('is true for %s', (_name, value) => {
    expect(hasOutput(value)).toBe(true);
  });

  it.each([
    ['a role', role()],
    ['empty fields', deltaChunk({ content: null, reasoning_content: '', refusal: null, tool_calls: [] })],
    ['a finish reason', finish()],
    ['usage', usage()],
    ['no choices at all', { ...role(), choices: undefined as never }],
    ['a choice without delta', { ...role(), choices: [{ index: 0, finish_reason: 'stop' }] }],
  ])('is false for %s', (_name, value) => {
    expect(hasOutput(value)).toBe(false);
  });
});

describe('a chunk with the `object` of a completion', () => {
  const misnamed = (value: ChatCompletionChunk): ChatCompletionChunk => ({
    ...value,
    object: 'chat.completion' as never,
  });
  const values = { r: misnamed(role()), a: misnamed(chunk('Hel')), b: misnamed(chunk('lo')) };

  it('counts as output once it has content', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const source = cold('-r-a----b-|', values);
      const expected = '   ---(ra)-b-|';

      expectObservable(source.pipe(retryOnApiError())).toBe(expected, values);
    });
  });
});
