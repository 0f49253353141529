import {
  chunkFromState,
  completionFromState,
  hasOutput,
  initialCompletionState,
  reduceChunk,
} from 'venice-rx';
import { deltaChunk } from '../../src/testing/builders/envelope.js';
import type * as TextFields from '../../src/reducer/text-fields.js';

// Adds the field `transcript` to the list.
jest.mock('../../src/reducer/text-fields', () => {
  const actual = jest.requireActual<typeof TextFields>('../../src/reducer/text-fields');
  (actual.textFields as unknown as string[]).push('transcript');
  return actual;
});

const pieces = [
  { content: 'a' },
  { transcript: 'Hel', refusal: 'N' },
  { content: 'b' },
  { transcript: null, refusal: '' },
  { transcript: 'lo', refusal: 'o' },
  { transcript: 7 },
].map((delta) => deltaChunk(delta));

describe('a field named in the list of text fields', () => {
  it('is appended to the message', () => {
    const state = pieces.reduce(reduceChunk, initialCompletionState);

    expect(completionFromState(state).choices[0]?.message).toEqual({
      role: 'assistant',
      content: 'ab',
      refusal: 'No',
      transcript: 'Hello',
    });
  });

  it('is part of the chunk that can replace all chunks so far', () => {
    const [first, second] = [pieces.slice(0, 3), pieces.slice(3)];
    const before = first.reduce(reduceChunk, initialCompletionState);
    const resumed = [chunkFromState(before), ...second].reduce(reduceChunk, initialCompletionState);

    expect(resumed).toEqual(pieces.reduce(reduceChunk, initialCompletionState));
  });

  it('counts as output if it has text', () => {
    expect(pieces.map(hasOutput)).toEqual([true, true, true, false, true, false]);
  });
});
