import { Pacer } from '../../../src/operators/internal/pacing/pacer.js';
import { TextQueue } from '../../../src/operators/internal/pacing/text-queue.js';
import { textSplitter } from '../../../src/operators/internal/pacing/text-splitter.js';

const newPacer = (maxLag = 1000): Pacer => new Pacer(new TextQueue(textSplitter('word')), maxLag);

describe('Pacer', () => {
  it('returns all text that is due at a late call, but not text that has just arrived', () => {
    const pacer = newPacer();
    pacer.push(' one two three four', 0);
    const first = pacer.take(0);
    const second = pacer.take(900);
    pacer.push(' five six seven', 950);

    expect([first, second]).toEqual([' one', ' two three']);
    expect(pacer.take(966)).toBe(' four five');
  });

  it('returns all text that is older than maxLag, even if it arrived quickly', () => {
    const pacer = newPacer(200);
    for (let now = 0; now < 180; now += 1) pacer.push(' word', now);

    expect(pacer.take(400)).toBe(' word'.repeat(180));
  });

  it('does not accumulate time in which it had no text', () => {
    const pacer = newPacer();
    pacer.push(' one ', 0);
    pacer.take(0);
    for (let now = 16; now < 3000; now += 16) pacer.take(now);
    pacer.push(' two three four five six', 3000);

    expect(pacer.take(3000)).toMatch(/^\s*two$/);
  });

  it.each([1, 5000])('keeps its pace when the clock is set back by %d ms', (jump) => {
    const text = ' one two three four five six seven';
    const outputs = (setBack: number): string[] => {
      const pacer = newPacer();
      pacer.push(text, 5000);
      const before = pacer.take(5000);
      const after = [0, 100, 200].map((later) => pacer.take(5000 - setBack + later));
      pacer.end(5216 - setBack);
      return [before, ...after, ...[300, 400, 500].map((later) => pacer.take(5000 - 2 * setBack + later))];
    };

    expect(outputs(jump)).toEqual(outputs(0));
    expect(outputs(jump).join('')).toBe(text);
  });
});
