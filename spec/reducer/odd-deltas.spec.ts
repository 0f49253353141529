import {
  type ChatCompletionChunk,
  type ChunkDelta,
  completionFromState,
  hasOutput,
  initialCompletionState,
  reduceChunk,
} from 'venice-rx';
import { deltaChunk } from '../../src/testing/builders/envelope.js';

/** Deltas that are not objects, or whose fields have the wrong type, as some servers send them. */
const oddDeltas: unknown[] = [
  'text',
  7,
  [],
  { content: [null, 'x', { type: 'text' }] },
  { tool_calls: [null, 'x'] },
  { tool_calls: 'x' },
  { refusal: 7, reasoning: {}, reasoning_content: [] },
];

describe('a value of the wrong type', () => {
  it.each(oddDeltas)('adds nothing as a delta, or as a field of a delta: %j', (delta) => {
    const chunk = deltaChunk(delta as ChunkDelta, {}, '');
    const { message, finish_reason } = completionFromState(reduceChunk(initialCompletionState, chunk))
      .choices[0]!;

    expect(hasOutput(chunk)).toBe(false);
    expect(message.content ?? '').toBe('');
    expect(Object.keys(message).filter((key) => !['role', 'content'].includes(key))).toEqual([]);
    expect(finish_reason).toBeNull();
  });

  it.each([[], [1], [{ content: 'other' }], 'other'])(
    'does not replace the message as `message`: %j',
    (odd) => {
      const chunks = [{ content: 'x' }, {}].map((delta) => ({
        ...deltaChunk(delta),
        choices: [{ index: 0, delta, message: odd }],
      })) as unknown as ChatCompletionChunk[];
      const state = chunks.reduce(reduceChunk, initialCompletionState);

      expect(completionFromState(state).choices[0]!.message).toEqual({ role: 'assistant', content: 'x' });
    },
  );

  it.each([7, 'abc', []])('is ignored as `logprobs` and as `venice_parameters`: %j', (odd) => {
    const chunk = {
      choices: [{ index: 0, logprobs: odd }],
      venice_parameters: odd,
    } as unknown as ChatCompletionChunk;
    const completion = completionFromState(reduceChunk(initialCompletionState, chunk));

    expect(completion).not.toHaveProperty('venice_parameters');
    expect(completion.choices[0]).not.toHaveProperty('logprobs');
  });
});
