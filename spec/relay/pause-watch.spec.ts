import { EventEmitter } from 'node:events';
import { Observable, Subscription, asyncScheduler, interval, map, take, tap, timer } from 'rxjs';
import { type NodeResponse, pipeToNodeResponse } from 'venice-rx/relay';
import { chunk, inVirtualTime } from 'venice-rx/testing';
import { PauseWatch } from '../../src/relay/pause-watch.js';
import { WebSink } from '../../src/relay/web-sink.js';

/** A response of Node whose buffer is always full. */
class SlowResponse extends EventEmitter implements NodeResponse {
  destroyed = false;
  writableEnded = false;
  writableLength = 0;

  writeHead(): void {
    // Only the size of the body matters.
  }

  write(output: Uint8Array | string): boolean {
    this.writableLength += output.length;
    return false;
  }

  end(): void {
    this.writableEnded = true;
  }

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }
}

/** Performs the steps at their times, and emits when a watch with a `maxPause` of 8 ms expires. */
function watchPauses(
  sink: { taken: number },
  steps: readonly (readonly [number, (watch: PauseWatch) => void])[],
): Observable<string> {
  return new Observable((subscriber) => {
    const watch = new PauseWatch({ taken: () => sink.taken }, 8, () => {
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
  it('expires at most 1.25 × maxPause after the start of a pause in which no bytes are taken', () => {
    inVirtualTime(({ expectObservable }) => {
      expectObservable(watchPauses({ taken: 0 }, [[0, pause]])).toBe('10ms a', { a: 'gives up' });
      const later = watchPauses({ taken: 0 }, [
        [0, pause],
        [1, resume],
        [1, pause],
      ]);
      expectObservable(later).toBe('10ms a', { a: 'gives up' });
    });
  });

  it('starts again when bytes are taken, or at the next pause', () => {
    inVirtualTime(({ expectObservable }) => {
      const sink = { taken: 0 };
      const taken = watchPauses(sink, [
        [0, pause],
        [7, () => (sink.taken = 4)],
      ]);
      expectObservable(taken).toBe('16ms a', { a: 'gives up' });
    });
    inVirtualTime(({ expectObservable }) => {
      const paused = watchPauses({ taken: 0 }, [
        [0, pause],
        [7, resume],
        [7, pause],
      ]);
      expectObservable(paused).toBe('16ms a', { a: 'gives up' });
    });
  });

  it.each([
    ['cancels the answer when the browser reads nothing', 0, false],
    ['does not cancel it when the browser reads more slowly than the source writes', 5, true],
  ])('%s, with a source without a gate', (_, read, isKept) => {
    let hasCompleted = false;
    inVirtualTime(({ flush }) => {
      const response = new SlowResponse();
      const source = interval(1).pipe(
        take(50),
        map(() => chunk('more than five bytes')),
        tap({ complete: () => (hasCompleted = true) }),
      );
      pipeToNodeResponse(response, () => source, { maxPause: 8 });
      interval(1)
        .pipe(take(50))
        .subscribe(() => {
          response.writableLength = Math.max(0, response.writableLength - read);
        });
      flush();
    });

    expect(hasCompleted).toBe(isKept);
  });

  it('counts the bytes that the reader of a web response has read', async () => {
    const responses: Response[] = [];
    const resolve = (response: Response): void => void responses.push(response);
    const sink = new WebSink({ onDisconnect: () => undefined, onDrain: () => undefined, resolve });
    sink.head({ status: 200, headers: {} });
    sink.write('12345');
    sink.write('more than five bytes');
    const before = sink.taken();
    await responses[0]?.body?.getReader().read();

    expect([before, sink.taken()]).toEqual([0, 5]);
  });

  it('does not expire after a pause, and stops its timer', () => {
    // If the timer did not stop, virtual time would never end.
    inVirtualTime(({ expectObservable }) => {
      const over = watchPauses({ taken: 0 }, [
        [0, pause],
        [5, resume],
      ]);
      expectObservable(over).toBe('');
    });
  });

  it('has one timer for many pauses', () => {
    const scheduled = jest.spyOn(asyncScheduler, 'schedule');
    const watch = new PauseWatch({ taken: () => 0 }, 10_000, () => undefined);
    for (let count = 0; count < 100; count += 1) {
      watch.pause();
      watch.resume();
    }
    watch.stop();

    expect(scheduled).toHaveBeenCalledTimes(1);
    scheduled.mockRestore();
  });
});
