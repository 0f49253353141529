import { NEVER, Observable, tap } from 'rxjs';
import { APITimeoutError } from 'venice-rx';
import { inVirtualTime } from 'venice-rx/testing';
import { withSubscriber } from '../../src/subscribers/with-subscriber.js';
import { ActivityTracker } from '../../src/response/activity-tracker.js';
import { type SilenceOptions, limitSilence } from '../../src/request/limit-silence.js';
import { RunGate } from '../../src/request/run-gate.js';
import { limitTotal } from '../../src/request/limit-total.js';
import { defaultTimeouts } from '../../src/request/timeouts.js';

const off = {
  ...defaultTimeouts,
  headers: Infinity,
  idle: Infinity,
  firstToken: Infinity,
  outputIdle: Infinity,
};
const byteTimeouts = { timeouts: { ...off, headers: 10, idle: 5 } };
const outputTimeouts = { timeouts: { ...off, firstToken: 10, outputIdle: 5 }, isStreaming: true };

const errors = {
  headers: timeout('no response headers within 10 ms (timeouts.headers)', 'headers', 10),
  idle: timeout('no bytes within 5 ms (timeouts.idle)', 'idle', 5),
  firstToken: timeout('no part of the answer within 10 ms (timeouts.firstToken)', 'firstToken', 10),
  outputIdle: timeout('no further part of the answer within 5 ms (timeouts.outputIdle)', 'outputIdle', 5),
};

function timeout(message: string, phase: APITimeoutError['phase'], limit: number): APITimeoutError {
  return new APITimeoutError({ message, phase, limit });
}

/** Records each value as bytes, and each value except '.' as output, as the reader of a response does. */
function limited(source: Observable<string>, options: SilenceOptions = byteTimeouts): Observable<string> {
  const activity = new ActivityTracker(options.gate?.now);
  return source.pipe(
    withSubscriber((subscriber) => limitSilence(subscriber, activity, options)),
    tap((value) => {
      activity.markBytes();
      if (value !== '.') activity.markOutput();
    }),
  );
}

describe('limitSilence', () => {
  it('passes on a source that is never silent for too long', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('9ms a 4ms b 4ms c 4ms |');

      expectObservable(limited(source)).toBe('9ms a 4ms b 4ms c 4ms |');
      expectSubscriptions(source.subscriptions).toBe('^ 23ms !');
    });
  });

  it('fails when the first value does not arrive in time, and unsubscribes from the source', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('20ms a|');

      expectObservable(limited(source)).toBe('10ms #', undefined, errors.headers);
      expectSubscriptions(source.subscriptions).toBe('^ 9ms !');
    });
  });

  it('fails exactly when the next value is overdue, even if the first one was early', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      expectObservable(limited(cold('a 20ms b|'))).toBe('a 4ms #', undefined, errors.idle);
      expectObservable(limited(cold('---a 20ms b|'))).toBe('---a 4ms #', undefined, errors.idle);
      expectObservable(limited(cold('---a-b 20ms b|'))).toBe('---a-b 4ms #', undefined, errors.idle);
    });
  });

  it('with the timeouts of output, ignores bytes without output', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      expectObservable(limited(cold('a-.-.-.-.|'), outputTimeouts)).toBe(
        'a-.-.#',
        undefined,
        errors.outputIdle,
      );
      expectObservable(limited(cold('-.-.-.-.-.-.|'), outputTimeouts)).toBe(
        '-.-.-.-.-.#',
        undefined,
        errors.firstToken,
      );
    });
  });

  it('fails with the timeout that expires first', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const both = { timeouts: { ...outputTimeouts.timeouts, headers: 10, idle: 5 }, isStreaming: true };

      expectObservable(limited(cold('-a 20ms a|'), both)).toBe('-a 4ms #', undefined, errors.idle);
      expectObservable(limited(cold('-a-.-.-.-.|'), both)).toBe('-a-.-.#', undefined, errors.outputIdle);
      expectObservable(limited(cold('-.-.-.-.-.-.|'), both)).toBe(
        '-.-.-.-.-.#',
        undefined,
        errors.firstToken,
      );
    });
  });

  it('passes on an error, and stops its timer when the subscriber unsubscribes', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const silent = cold('-');

      expectObservable(limited(cold('-a-#'))).toBe('-a-#');
      expectObservable(limited(silent), '----!').toBe('-----');
      expectSubscriptions(silent.subscriptions).toBe('^---!');
    });
  });

  it('has no timer if every timeout is infinite, or longer than the longest delay of a timer', () => {
    jest.useFakeTimers();
    const countTimers = (options: SilenceOptions): number => {
      const run = limited(NEVER, options).subscribe();
      const timers = jest.getTimerCount();
      run.unsubscribe();
      return timers;
    };
    const long = { timeouts: { ...off, headers: 2 ** 31 } };

    expect([{ timeouts: off, isStreaming: true }, long, byteTimeouts].map(countTimers)).toEqual([0, 0, 1]);
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it('applies a finite timeout even if all others are infinite', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const result = limited(cold('99ms a'), { timeouts: { ...off, idle: 5 }, isStreaming: true });

      expectObservable(result).toBe('99ms a 4ms #', undefined, errors.idle);
    });
  });

  it('does not count the time while the gate is closed', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a 100ms b 20ms c|');
      const gate = cold('  t--f 96ms t---- ', { t: true, f: false });
      const gateSubs = '   ^ 105ms !';
      const expected = '   a 100ms b 4ms #';

      const result = gated(source, gate);

      expectObservable(result).toBe(expected, undefined, errors.idle);
      expectSubscriptions(gate.subscriptions).toBe(gateSubs);
    });
  });

  it('counts from the opening of the gate if the last value arrived while the gate was closed', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const source = cold('a 50ms b 99ms c|');
      const gate = cold('  t--f 96ms t---- ', { t: true, f: false });
      const expected = '   a 50ms b 53ms #';

      expectObservable(gated(source, gate)).toBe(expected, undefined, errors.idle);
    });
  });

  it('does not repeat its timer while the gate is closed', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const gate = cold('f', { f: false });

      // With a timer that repeats, virtual time would never end.
      expectObservable(gated(NEVER, gate)).toBe('');
    });
  });
});

function gated(source: Observable<string>, callerGate: Observable<boolean>): Observable<string> {
  return new Observable((subscriber) => {
    const gate = new RunGate(callerGate);
    gate.subscribe(limited(source, { ...byteTimeouts, gate }), subscriber);
  });
}

describe('limitTotal', () => {
  it('fails a run that takes too long, even if it emits values', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-a-a-a|');
      const error = new APITimeoutError({
        message: 'the run was not finished within 4 ms (timeouts.total)',
        phase: 'total',
        limit: 4,
      });

      expectObservable(source.pipe(withSubscriber((run) => limitTotal(run, 4)))).toBe(
        '-a-a#',
        undefined,
        error,
      );
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });

  it('does not affect a run that ends in time', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      expectObservable(cold('-a-|').pipe(withSubscriber((run) => limitTotal(run, 10)))).toBe('-a-|');
      expectObservable(cold('-a-|').pipe(withSubscriber((run) => limitTotal(run, 2 ** 40)))).toBe('-a-|');
    });
  });
});
