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
    ['a finish with an unknown word', [finish('end_turn')], true],
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
  ])('after %s', (_name, chunks, isComplete) => {
    const watch = new FinishTracker();

    for (const next of chunks) watch.track(next);

    expect(watch.isComplete).toBe(isComplete);
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
  ])('at [DONE] after %s', (_name, chunks, isComplete) => {
    const watch = new FinishTracker();

    for (const next of chunks) watch.track(next);

    expect(watch.isCompleteAtDone).toBe(isComplete);
  });

  it('treats a choice without an index as the first', () => {
    const watch = new FinishTracker();
    const { index, ...choice } = finish().choices![0]!;

    watch.track(chunk('a', { choice: 0 }));
    watch.track({ ...finish(), choices: [choice as typeof choice & { index: number }] });

    expect(index).toBe(0);
    expect(watch.isComplete).toBe(true);
  });
});
