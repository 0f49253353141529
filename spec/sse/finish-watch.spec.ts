import { FinishWatch } from '../../src/sse/finish-watch.js';
import { chunk, deltaChunk, finishChunk, roleChunk, toolChunk, usageChunk } from '../support/chunks.js';

describe('FinishWatch', () => {
  it.each([
    ['nothing', [], false],
    ['usage only', [usageChunk], false],
    ['a role', [roleChunk], false],
    ['content', [chunk('a')], false],
    ['content and its finish', [chunk('a'), finishChunk()], true],
    ['a finish by a word that nobody knows', [finishChunk('end_turn')], true],
    ['an empty finish', [finishChunk('')], false],
    ['usage behind the finish', [chunk('a'), finishChunk(), usageChunk], true],
    ['an empty delta behind the finish', [finishChunk(), deltaChunk({ content: '' })], true],
    ['a role behind the finish', [finishChunk(), roleChunk], true],
    ['content behind the finish', [finishChunk(), chunk('a')], false],
    ['a tool call behind the finish', [finishChunk(), toolChunk({ id: 't1' })], false],
    ['a second finish', [finishChunk(), chunk('a'), finishChunk()], true],
    ['one finish of two choices', [chunk('a', 0), chunk('b', 1), finishChunk('stop', 1)], false],
    ['both finishes', [chunk('a', 0), finishChunk('stop', 1), finishChunk('stop', 0)], true],
  ])('after %s', (_name, chunks, isComplete) => {
    const watch = new FinishWatch();

    for (const next of chunks) watch.see(next);

    expect(watch.isComplete).toBe(isComplete);
  });

  it('takes a choice without index for the first', () => {
    const watch = new FinishWatch();
    const { index, ...choice } = finishChunk().choices![0]!;

    watch.see(chunk('a', 0));
    watch.see({ ...finishChunk(), choices: [choice as typeof choice & { index: number }] });

    expect(index).toBe(0);
    expect(watch.isComplete).toBe(true);
  });
});
