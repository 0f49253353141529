import { inVirtualTime } from 'venice-rx/testing';
import { hintReadingStdin } from '../../../src/cli/chat/hint-reading-stdin.js';
import { toStderr } from '../../../src/cli/output.js';

const prints = { n: toStderr('Reading standard input … (for none, add < /dev/null)\n') };

describe('hintReadingStdin', () => {
  it.each([
    ['says it after a second without anything', '1s --a-|', '1s (n|)', '^ 999ms !'],
    ['says it when the pieces pause, and once', 'a 998ms b 999ms - 2s c|', ' 999ms 1s (n|)', '^ 1s 998ms !'],
    ['is silent where they end in time', 'a 998ms b 998ms |', ' 999ms 999ms |', '^ 1s 997ms !'],
    ['is silent where they fail', 'a-#', '--|', '^-!'],
    ['is silent where there are none', '|', '|', '(^!)'],
  ])('%s', (_, given, expected, subscription) => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const pieces = cold(given);

      const result = pieces.pipe(hintReadingStdin());

      expectObservable(result).toBe(expected, prints);
      expectSubscriptions(pieces.subscriptions).toBe(subscription);
    });
  });

  it('stops its clock when it is unsubscribed', () => {
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
