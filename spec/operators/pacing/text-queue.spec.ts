import { TextQueue } from '../../../src/operators/internal/pacing/text-queue.js';
import { textSplitter } from '../../../src/operators/internal/pacing/text-splitter.js';

/** Returns how many characters the splitter receives while text of this length arrives in deltas of 4, and is read after each delta. */
function countSplitCharacters(unit: string, length: number): number {
  let count = 0;
  const splitter = textSplitter('grapheme');
  const queue = new TextQueue({
    ...splitter,
    split: (text) => ((count += text.length), splitter.split(text)),
  });
  for (let at = 0; at < length; at += 4) {
    queue.push(unit.repeat(4));
    while (queue.shift() !== '');
  }
  return count;
}

describe('TextQueue', () => {
  it.each([
    ['plain text', 'a'],
    ['one endless grapheme', '\u0301'],
  ])('splits each character a bounded number of times for any length: %s', (_name, unit) => {
    expect(countSplitCharacters(unit, 64_000) / 64_000).toBeLessThan(20);
    // 16 times the length.
    expect(countSplitCharacters(unit, 64_000)).toBeLessThan(16.5 * countSplitCharacters(unit, 4000));
  });

  it('counts its characters, and `clear` returns all of them as one string', () => {
    const queue = new TextQueue(textSplitter('word'));
    queue.push('one two three');
    queue.push(' four');

    expect([queue.shift(), queue.length, queue.clear(), queue.length]).toEqual([
      'one',
      15,
      ' two three four',
      0,
    ]);
    expect(queue.isIdle).toBe(true);
  });
});
