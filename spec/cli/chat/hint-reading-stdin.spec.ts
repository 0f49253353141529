import { inVirtualTime } from 'venice-rx/testing';
import { hintReadingStdin } from '../../../src/cli/chat/hint-reading-stdin.js';
import { toStderr } from '../../../src/cli/output.js';

const outputs = { n: toStderr('Reading standard input … (for none, add < /dev/null)\n') };

describe('hintReadingStdin', () => {
  it.each([
    ['prints the hint after a second without input', '1s --a-|', '1s (n|)', '^ 999ms !'],
    [
      'prints the hint only once, after the first second without input',
      'a 998ms b 999ms - 2s c|',
      ' 999ms 1s (n|)',
      '^ 1s 998ms !',
    ],
    [
      'prints nothing if the input ends before a second of silence',
      'a 998ms b 998ms |',
      ' 999ms 999ms |',
      '^ 1s 997ms !',
    ],
    ['prints nothing if the input fails', 'a-#', '--|', '^-!'],
    ['prints nothing if the input is empty', '|', '|', '(^!)'],
  ])('%s', (_, input, expected, subscription) => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const pieces = cold(input);

      const result = pieces.pipe(hintReadingStdin());

      expectObservable(result).toBe(expected, outputs);
      expectSubscriptions(pieces.subscriptions).toBe(subscription);
    });
  });

  it('unsubscribes from its input when it is unsubscribed', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const pieces = cold('a 2s |');
      const piecesSubs = ' ^ 499ms !';
      const unsubscribed = '- 499ms !';
      const expected = '   -';

      const result = pieces.pipe(hintReadingStdin());

      expectObservable(result, unsubscribed).toBe(expected);
      expectSubscriptions(pieces.subscriptions).toBe(piecesSubs);
    });
  });
});
