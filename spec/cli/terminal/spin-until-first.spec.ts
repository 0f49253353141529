import { toStderr, toStdout } from '../../../src/cli/output.js';
import { spinUntilFirst } from '../../../src/cli/terminal/spin-until-first.js';
import { inVirtualTime } from 'venice-rx/testing';

const values = {
  1: toStderr('\r⠋ '),
  2: toStderr('\r⠙ '),
  c: toStderr('\r\x1b[K'),
  a: toStdout('a'),
  b: toStdout('b'),
};

describe('spinUntilFirst', () => {
  it.each([
    ['the first value', '100ms a----b-|', '1 79ms 2 19ms (ca)-b-|'],
    ['the end', '        100ms |', '1 79ms 2 19ms (c|)'],
    ['an error', '       100ms #', '1 79ms 2 19ms (c#)'],
  ])('spins until %s, and clears its line', (_, sourceMarbles, expectedMarbles) => {
    inVirtualTime(({ cold, expectObservable }) => {
      const source = cold(sourceMarbles.trim(), values);
      const expected = expectedMarbles.trim();

      expectObservable(source.pipe(spinUntilFirst())).toBe(expected, values);
    });
  });

  it('stops when it is unsubscribed', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-', values);
      const sourceSubs = ' ^ 99ms !';
      const expected = '   1 79ms 2';
      const unsubscribe = '100ms !';

      const result = source.pipe(spinUntilFirst());

      expectObservable(result, unsubscribe).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });
});
