import { Observable, Subscription, asyncScheduler, timer } from 'rxjs';
import { inVirtualTime } from 'venice-rx/testing';
import { PauseWatch } from '../../src/relay/pause-watch.js';

/** Emits when a watch with a `maxPause` of 8 ms gives up, while the steps are taken at their times. */
function watched(
  sink: { waiting: number },
  steps: readonly (readonly [number, (watch: PauseWatch) => void])[],
): Observable<string> {
  return new Observable((subscriber) => {
    const watch = new PauseWatch({ waiting: () => sink.waiting }, 8, () => {
      watch.stop();
      subscriber.next('gives up');
    });
    const all = new Subscription();
    for (const [at, step] of steps) {
      all.add(
        timer(at).subscribe(() => {
          step(watch);
        }),
      );
    }
    return all;
  });
}

const pause = (watch: PauseWatch): void => {
  watch.pause();
};
const resume = (watch: PauseWatch): void => {
  watch.resume();
};

describe('the watch over the pauses of a relay', () => {
  it('gives up on a pause in which nothing is taken, after maxPause and a quarter at most', () => {
    inVirtualTime(({ expectObservable }) => {
      expectObservable(watched({ waiting: 9 }, [[0, pause]])).toBe('10ms a', { a: 'gives up' });
      const later = watched({ waiting: 9 }, [
        [0, pause],
        [1, resume],
        [1, pause],
      ]);
      expectObservable(later).toBe('10ms a', { a: 'gives up' });
    });
  });

  it('starts again when bytes are taken, or at the next pause', () => {
    inVirtualTime(({ expectObservable }) => {
      const sink = { waiting: 9 };
      const taken = watched(sink, [
        [0, pause],
        [7, () => (sink.waiting = 5)],
      ]);
      expectObservable(taken).toBe('16ms a', { a: 'gives up' });
    });
    inVirtualTime(({ expectObservable }) => {
      const paused = watched({ waiting: 9 }, [
        [0, pause],
        [7, resume],
        [7, pause],
      ]);
      expectObservable(paused).toBe('16ms a', { a: 'gives up' });
    });
  });

  it('has no timer soon after a pause', () => {
    inVirtualTime(({ expectObservable }) => {
      const over = watched({ waiting: 9 }, [
        [0, pause],
        [5, resume],
      ]);
      expectObservable(over).toBe('');
    });
  });

  it('has one timer for many pauses', () => {
    const scheduled = jest.spyOn(asyncScheduler, 'schedule');
    const watch = new PauseWatch({ waiting: () => 9 }, 10_000, () => undefined);
    for (let count = 0; count < 100; count += 1) {
      watch.pause();
      watch.resume();
    }
    watch.stop();

    expect(scheduled).toHaveBeenCalledTimes(1);
    scheduled.mockRestore();
  });
});
