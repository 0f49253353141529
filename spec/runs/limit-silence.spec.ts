import { NEVER, type Observable } from 'rxjs';
import { APITimeoutError } from 'venice-rx';
import { limitSilence } from '../../src/runs/limit-silence.js';
import { limitTotal } from '../../src/runs/limit-total.js';
import { inVirtualTime } from 'venice-rx/testing';

const first = { phase: 'headers', limit: 10 } as const;
const next = { phase: 'idle', limit: 5 } as const;

const headersError = new APITimeoutError({
  message: 'no response headers within 10 ms (timeouts.headers)',
  phase: 'headers',
  limit: 10,
});
const idleError = new APITimeoutError({
  message: 'no bytes within 5 ms (timeouts.idle)',
  phase: 'idle',
  limit: 5,
});

function limited(source: Observable<string>): Observable<string> {
  return source.pipe(limitSilence({ first, next, isSign: (value) => value !== '.' }));
}

describe('limitSilence', () => {
  it('lets a source pass that is never silent for too long', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('9ms a 4ms b 4ms c 4ms |');

      expectObservable(limited(source)).toBe('9ms a 4ms b 4ms c 4ms |');
      expectSubscriptions(source.subscriptions).toBe('^ 23ms !');
    });
  });

  it('fails when the first sign does not come in time, and lets go of the source', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('20ms a|');

      expectObservable(limited(source)).toBe('10ms #', undefined, headersError);
      expectSubscriptions(source.subscriptions).toBe('^ 9ms !');
    });
  });

  it('fails exactly when the next sign is overdue, however early the first came', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      expectObservable(limited(cold('a 20ms b|'))).toBe('a 4ms #', undefined, idleError);
      expectObservable(limited(cold('---a 20ms b|'))).toBe('---a 4ms #', undefined, idleError);
      expectObservable(limited(cold('---a-b 20ms b|'))).toBe('---a-b 4ms #', undefined, idleError);
    });
  });

  it('counts signs only', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      expectObservable(limited(cold('a-.-.-.-.|'))).toBe('a-.-.#', undefined, idleError);
    });
  });

  it('passes an error, and takes its timer along with its subscriber', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const silent = cold('-');

      expectObservable(limited(cold('-a-#'))).toBe('-a-#');
      expectObservable(limited(silent), '----!').toBe('-----');
      expectSubscriptions(silent.subscriptions).toBe('^---!');
    });
  });

  it('is off when both limits are infinite, or longer than timers can wait', () => {
    const off = { phase: 'idle', limit: Number.POSITIVE_INFINITY } as const;
    const long = { phase: 'headers', limit: 2 ** 31 } as const;

    expect(limitSilence({ first: off, next: off, isSign: () => true })(NEVER)).toBe(NEVER);
    expect(limitSilence({ first: long, next: off, isSign: () => true })(NEVER)).toBe(NEVER);
  });

  it('watches on when only one limit is off', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const off = { phase: 'headers', limit: Number.POSITIVE_INFINITY } as const;
      const result = cold('99ms a').pipe(limitSilence({ first: off, next, isSign: () => true }));

      expectObservable(result).toBe('99ms a 4ms #', undefined, idleError);
    });
  });
});

describe('limitTotal', () => {
  it('ends a run that takes too long, whatever it emits', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-a-a-a|');
      const error = new APITimeoutError({
        message: 'the run was not finished within 4 ms (timeouts.total)',
        phase: 'total',
        limit: 4,
      });

      expectObservable(source.pipe(limitTotal(4))).toBe('-a-a#', undefined, error);
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });

  it('lets a run pass that ends in time', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      expectObservable(cold('-a-|').pipe(limitTotal(10))).toBe('-a-|');
      expectObservable(cold('-a-|').pipe(limitTotal(2 ** 40))).toBe('-a-|');
    });
  });

  it('stands still while the gate is shut', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a 100ms b 20ms c|');
      const gate = cold('  t--f 96ms t---- ', { t: true, f: false });
      const gateSubs = '   ^ 105ms !';
      const expected = '   a 100ms b 4ms #';

      const result = source.pipe(limitSilence({ first, next, isSign: () => true, gate }));

      expectObservable(result).toBe(expected, undefined, idleError);
      expectSubscriptions(gate.subscriptions).toBe(gateSubs);
    });
  });

  it('counts from the opening of the gate when the last sign came while it was shut', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const source = cold('a 50ms b 99ms c|');
      const gate = cold('  t--f 96ms t---- ', { t: true, f: false });
      const expected = '   a 50ms b 53ms #';

      const result = source.pipe(limitSilence({ first, next, isSign: () => true, gate }));

      expectObservable(result).toBe(expected, undefined, idleError);
    });
  });

  it('has no timer while the gate is shut', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const result = NEVER.pipe(
        limitSilence({ first, next, isSign: () => true, gate: cold('f', { f: false }) }),
      );

      // A timer that comes again would never let virtual time end.
      expectObservable(result).toBe('');
    });
  });
});
