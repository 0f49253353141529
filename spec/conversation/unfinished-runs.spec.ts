import { asyncScheduler, timer } from 'rxjs';
import { inVirtualTime } from 'venice-rx/testing';
import { UnfinishedRuns } from '../../src/conversation/store/unfinished-runs.js';

/** Does deeds with runs of others at these times, in milliseconds. */
function play(deeds: (runs: UnfinishedRuns) => Readonly<Record<number, () => void>>): void {
  inVirtualTime(({ flush }) => {
    for (const [at, deed] of Object.entries(deeds(new UnfinishedRuns()))) timer(Number(at)).subscribe(deed);
    flush();
  });
}

describe('the runs of others that have not ended', () => {
  it('are those that were added, and not removed', () => {
    play((runs) => ({
      0: () => {
        runs.add('one');
        runs.add('two');
        runs.delete('one');
        runs.delete('never added');

        expect(runs.size).toBe(1);
        expect(runs.ids).toEqual(['two']);
      },
    }));
    expect.assertions(2);
  });

  it('are silent half a minute after the last news', () => {
    play((runs) => ({
      0: () => {
        runs.add('one');
        runs.add('two');
      },
      10_000: () => {
        runs.add('two');

        expect(runs.timeLeft).toBe(20_000);
      },
      29_999: () => {
        expect(runs.take('silent')).toEqual([]);
      },
      30_000: () => {
        expect(runs.timeLeft).toBe(0);
        expect(runs.take('silent')).toEqual(['one']);
        expect(runs.ids).toEqual(['two']);
        expect(runs.timeLeft).toBe(40_000 - asyncScheduler.now());
      },
    }));
    expect.assertions(6);
  });

  it('are all taken by a caller that knows that their processes are gone', () => {
    play((runs) => ({
      0: () => {
        runs.add('one');
        runs.add('two');

        expect(runs.take('all')).toEqual(['one', 'two']);
        expect(runs.size).toBe(0);
        expect(runs.take('all')).toEqual([]);
      },
    }));
    expect.assertions(3);
  });

  it('are only taken once they are silent if they have gone on after they were taken before', () => {
    play((runs) => ({
      0: () => {
        runs.add('alive');
        runs.take('all');
        runs.add('alive');
        runs.add('other');

        expect(runs.take('all')).toEqual(['other']);
        expect(runs.ids).toEqual(['alive']);
      },
      30_000: () => {
        expect(runs.take('all')).toEqual(['alive']);
      },
    }));
    expect.assertions(3);
  });
});
