import { expectTypeOf } from 'expect-type';
import { type Observable, from, of } from 'rxjs';
import { concatMapEager } from 'venice-rx';
import { inVirtualTime } from 'venice-rx/testing';

describe('concatMapEager', () => {
  it('subscribes to all results at once, and emits in the order of the values', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('ab|');
      const a = cold('     ---1----2|');
      const aSubs = '      ^--------!';
      const b = cold('      -3-4|');
      const bSubs = '      -^---!';
      const expected = '   ---1----2(34|)';

      const result = source.pipe(concatMapEager((name) => (name === 'a' ? a : b)));

      expectObservable(result).toBe(expected);
      expectSubscriptions(a.subscriptions).toBe(aSubs);
      expectSubscriptions(b.subscriptions).toBe(bSubs);
    });
  });

  it('emits the values of the current result without delay', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const source = cold('ab|');
      const a = cold('     --1|');
      const b = cold('      ---2--3--4|');
      const expected = '   --1-2--3--4|';

      const result = source.pipe(concatMapEager((name) => (name === 'a' ? a : b)));

      expectObservable(result).toBe(expected);
    });
  });

  it('subscribes to at most `concurrency` results at a time, in the order of the values', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('(abc|)');
      const one = cold('   ---1|');
      const subs = ['     ^---!', '^---!', '----^---!'];
      const expected = '   ---11--1|';

      const result = source.pipe(concatMapEager(() => one, { concurrency: 2 }));

      expectObservable(result).toBe(expected);
      expectSubscriptions(one.subscriptions).toBe(subs);
    });
  });

  it('fails after the results before the failed one, and cancels those after it', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('abc---d|');
      const sourceSubs = ' ^--!';
      const a = cold('     ------1|');
      const aSubs = '      ^------!';
      const b = cold('      --#');
      const c = cold('       -----2|');
      const cSubs = '      --^!';
      const expected = '   ------1#';

      const result = source.pipe(concatMapEager((name) => ({ a, b, c })[name] ?? of('never')));

      expectObservable(result).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      expectSubscriptions(a.subscriptions).toBe(aSubs);
      expectSubscriptions(c.subscriptions).toBe(cSubs);
    });
  });

  it('does not subscribe to waiting results after the failed one', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('(abcd|)');
      const a = cold('     ------1|');
      const b = cold('     --#');
      const c = cold('     -2|');
      const expected = '   ------1#';

      const result = source.pipe(concatMapEager((name) => ({ a, b })[name] ?? c, { concurrency: 2 }));

      expectObservable(result).toBe(expected);
      expectSubscriptions(a.subscriptions).toBe('^------!');
      expectSubscriptions(c.subscriptions).toBe([]);
    });
  });

  it('emits all of the results before the failed one, also values after the failure', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const source = cold('a(bc)|');
      const runs = { a: cold('----1|'), b: cold('--2---3|'), c: cold('--#') };
      const expected = '   ----12-3#';

      const result = source.pipe(concatMapEager((name) => runs[name as keyof typeof runs]));

      expectObservable(result).toBe(expected);
    });
  });

  it('cancels all results when it is unsubscribed', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('ab---|');
      const a = cold('     -----1|');
      const b = cold('      -----2|');
      const unsub = '      ---!';

      const result = source.pipe(concatMapEager((name) => (name === 'a' ? a : b)));

      expectObservable(result, unsub).toBe('-');
      expectSubscriptions(a.subscriptions).toBe('^--!');
      expectSubscriptions(b.subscriptions).toBe('-^-!');
    });
  });

  it('fails with the error that `project` throws', () => {
    const error = new Error('no');
    const fail = (): Observable<never> => {
      throw error;
    };
    const seen: unknown[] = [];

    of(1)
      .pipe(concatMapEager(fail))
      .subscribe({ error: (reason: unknown) => seen.push(reason) });

    expect(seen).toEqual([error]);
  });

  it.each([0, -1, Number.NaN, '2'])('throws for a concurrency of %p', (concurrency) => {
    expect(() => concatMapEager(() => of(1), { concurrency: concurrency as number })).toThrow(
      /^`concurrency` must be a number of 1 or more; received /,
    );
  });

  it('has the type of the results of `project`', () => {
    const result = from([1, 2]).pipe(concatMapEager((value, index) => of(`${value}${index}`)));

    expectTypeOf(result).toEqualTypeOf<Observable<string>>();
  });
});
