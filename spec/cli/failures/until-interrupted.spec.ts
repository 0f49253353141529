import { Interruption } from '../../../src/cli/failures/interruption.js';
import { untilInterrupted } from '../../../src/cli/failures/until-interrupted.js';
import { inVirtualTime } from 'venice-rx/testing';

describe('untilInterrupted', () => {
  it('fails with an Interruption that has the exit code of the signal', () => {
    inVirtualTime(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = cold(' -a-b-c-|');
      const sourceSubs = '  ^---!';
      const signals = hot(' ----x', { x: 130 });
      const expected = '    -a-b#';

      const result = source.pipe(untilInterrupted(signals));

      expectObservable(result).toBe(expected, undefined, new Interruption(130));
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it('unsubscribes from the signals at the end of the source', () => {
    inVirtualTime(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = cold(' -a-|');
      const signals = hot(' ------x', { x: 130 });
      const signalSubs = '  ^--!';
      const expected = '    -a-|';

      const result = source.pipe(untilInterrupted(signals));

      expectObservable(result).toBe(expected);
      expectSubscriptions(signals.subscriptions).toBe(signalSubs);
    });
  });
});
