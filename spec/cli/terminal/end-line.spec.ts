import { toStderr, toStdout } from '../../../src/cli/output.js';
import { endLine } from '../../../src/cli/terminal/end-line.js';
import { inVirtualTime } from 'venice-rx/testing';

const values = {
  a: toStdout('Hi'),
  n: toStdout('\n'),
  e: toStderr('Hm'),
  m: toStderr('\n'),
  z: toStdout('Hi\n'),
};

describe('endLine', () => {
  it.each([
    ['at the end', '   -a-|', '  -a-(n|)'],
    ['before an error', '-a-#', '  -a-(n#)'],
    ['on the stream that has written last', '-a-e-|', '-a-e-(m|)'],
    ['only if it has not ended', '    -z-|', '  -z-|'],
    ['only if there is output', '   --|', '   --|'],
  ])('ends a line %s', (_, given, wanted) => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(given.trim(), values);
      const sourceSubs = `^${'-'.repeat(given.trim().length - 2)}!`;
      const expected = wanted.trim();

      const result = source.pipe(endLine());

      expectObservable(result).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it('is silent when it is unsubscribed', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-a-|', values);
      const sourceSubs = ' ^--!';
      const expected = '   -a-';
      const unsubscribe = '---!';

      const result = source.pipe(endLine());

      expectObservable(result, unsubscribe).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });
});
