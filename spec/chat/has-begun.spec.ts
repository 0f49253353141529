import { hasBegun } from 'venice-rx';
import { chunk, deltaChunk, finishChunk, roleChunk, toolChunk, usageChunk } from '../support/chunks.js';

describe('hasBegun', () => {
  it.each([
    ['content', chunk('Hi')],
    ['reasoning', deltaChunk({ content: '', reasoning_content: 'Hm' })],
    ['reasoning under its other name', deltaChunk({ reasoning: 'Hm' })],
    ['a refusal', deltaChunk({ refusal: 'No' })],
    ['a tool call', toolChunk({ index: 0, id: 'a' })],
    ['a thinking part', deltaChunk({ content: [{ type: 'thinking', thinking: 'Hm' }] })],
  ])('is true of %s', (_name, value) => {
    expect(hasBegun(value)).toBe(true);
  });

  it.each([
    ['a role', roleChunk],
    ['empty fields', deltaChunk({ content: null, reasoning_content: '', refusal: null, tool_calls: [] })],
    ['a finish', finishChunk()],
    ['usage', usageChunk],
    ['no choices at all', { ...roleChunk, choices: undefined as never }],
    ['a choice without delta', { ...roleChunk, choices: [{ index: 0, finish_reason: 'stop' }] }],
  ])('is false of %s', (_name, value) => {
    expect(hasBegun(value)).toBe(false);
  });
});
