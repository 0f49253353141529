import { asyncScheduler, timer } from 'rxjs';
import { inVirtualTime } from 'venice-rx/testing';
import { UnfinishedRuns } from '../../src/conversation/store/unfinished-runs.js';

/** Executes actions at these times in milliseconds. */
function play(actions: (runs: UnfinishedRuns) => Readonly<Record<number, () => void>>): void {
  inVirtualTime(({ flush }) => {
    for (const [at, action] of Object.entries(actions(new UnfinishedRuns())))
      timer(Number(at)).subscribe(action);
    flush();
  });
}

describe('UnfinishedRuns', () => {
  it('has the runs that were added and not removed', () => {
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

  it('returns a run with `silent` 30 seconds after it was last added', () => {
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

  it('returns all runs with `all`', () => {
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

  it('leaves a run that was added again after `take` out of `all` until it is silent', () => {
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
