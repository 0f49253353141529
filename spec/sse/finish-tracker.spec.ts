import type { ChatCompletionChunk } from 'venice-rx';
import { chunk, finish, role, toolCall, usage } from 'venice-rx/testing';
import { FinishTracker } from '../../src/sse/finish-tracker.js';
import { deltaChunk } from '../../src/testing/builders/envelope.js';

function withFinish({ choices = [], ...chunk }: ChatCompletionChunk): ChatCompletionChunk {
  return { ...chunk, choices: choices.map((choice) => ({ ...choice, finish_reason: 'stop' })) };
}

describe('FinishTracker', () => {
  it.each([
    ['nothing', [], false],
    ['usage only', [usage()], false],
    ['a role', [role()], false],
    ['content', [chunk('a')], false],
    ['content and its finish', [chunk('a'), finish()], true],
    ['an unknown finish reason', [finish('end_turn')], true],
    ['an empty finish', [finish('')], false],
    ['usage after the finish', [chunk('a'), finish(), usage()], true],
    ['an empty delta after the finish', [finish(), deltaChunk({ content: '' })], true],
    ['a role after the finish', [finish(), role()], true],
    ['content after the finish', [finish(), chunk('a')], false],
    ['a tool call after the finish', [finish(), toolCall({ id: 't1' })], false],
    ['a second finish', [finish(), chunk('a'), finish()], true],
    [
      'one finish of two choices',
      [chunk('a', { choice: 0 }), chunk('b', { choice: 1 }), finish('stop', { choice: 1 })],
      false,
    ],
    [
      'both finishes',
      [chunk('a', { choice: 0 }), finish('stop', { choice: 1 }), finish('stop', { choice: 0 })],
      true,
    ],
  ])('has isComplete as expected after %s', (_name, chunks, isComplete) => {
    const tracker = new FinishTracker();

    for (const next of chunks) tracker.track(next);

    expect(tracker.isComplete).toBe(isComplete);
  });

  it.each([
    ['all content after the finish', [role(), finish(), chunk('a'), chunk('b')], true],
    ['content before and after the finish', [chunk('a'), finish(), chunk('b')], false],
    ['content with the finish and after it', [withFinish(chunk('a')), chunk('b')], false],
    ['a call after the finish', [finish('tool_calls'), toolCall({ id: 't1' })], true],
    [
      'one choice that began with its finish, and one without',
      [finish('stop', { choice: 0 }), chunk('a', { choice: 0 }), chunk('b', { choice: 1 })],
      false,
    ],
    [
      'two choices that began with their finish',
      [0, 1].flatMap((choice) => [finish('stop', { choice }), chunk('a', { choice })]),
      true,
    ],
    ['nothing', [], false],
  ])('has isCompleteAtDone as expected after %s', (_name, chunks, isComplete) => {
    const tracker = new FinishTracker();

    for (const next of chunks) tracker.track(next);

    expect(tracker.isCompleteAtDone).toBe(isComplete);
  });

  it('treats a choice without an index as the first', () => {
    const tracker = new FinishTracker();
    const { index, ...choice } = finish().choices![0]!;

    tracker.track(chunk('a', { choice: 0 }));
    tracker.track({ ...finish(), choices: [choice as typeof choice & { index: number }] });

    expect(index).toBe(0);
    expect(tracker.isComplete).toBe(true);
  });
});
