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
    ['only if the last output does not end with a line break', '    -z-|', '  -z-|'],
    ['only if there is output', '   --|', '   --|'],
  ])('ends a line %s', (_, sourceMarbles, expectedMarbles) => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(sourceMarbles.trim(), values);
      const sourceSubs = `^${'-'.repeat(sourceMarbles.trim().length - 2)}!`;
      const expected = expectedMarbles.trim();

      const result = source.pipe(endLine());

      expectObservable(result).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it('emits no line break when it is unsubscribed', () => {
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
