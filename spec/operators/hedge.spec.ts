import { expectTypeOf } from 'expect-type';
import { NEVER, Observable, firstValueFrom, of, take, throwError, timeout } from 'rxjs';
import { type ChatCompletionChunk, hedge } from 'venice-rx';
import { apiError, chunk, completion, finish, inVirtualTime, role } from 'venice-rx/testing';

const values = { r: role(), a: chunk('one'), b: chunk('two'), f: finish() };
const first = apiError(503);
const second = apiError(404);

/** The marbles of a request, and those of its subscriptions. */
type Lane = [marbles: string, subscriptions: string | string[]];
interface Row {
  readonly name: string;
  readonly primary: Lane;
  readonly backup: Lane;
  readonly expected: string;
}

/** The marbles and subscriptions of the two requests, and the expected result. */
const table: readonly Row[] = [
  {
    name: 'sends no second request when the first begins its answer in time',
    primary: ['-r-a-----f|', '^---------!'],
    backup: [' b|', []],
    expected: '---(ra)--f|',
  },
  {
    name: 'sends it when the first is late, and goes on with the one that begins',
    primary: ['-r----------a|', '^------!'],
    backup: [' r--b-------f|', '----^-----------!'],
    expected: '-------(rb)----f|',
  },
  {
    name: 'closes the second at once when the first begins after all',
    primary: ['-r----a------f|', '^-------------!'],
    backup: [' -r-----b|', '----^-!'],
    expected: '------(ra)---f|',
  },
  {
    name: 'sends the second at once when the first fails before its answer',
    primary: ['-r#', '^-!'],
    backup: [' r-b----f|', '--^-------!'],
    expected: '----(rb)-f|',
  },
  {
    name: 'goes on with the first when the second fails before its answer',
    primary: ['-r-----a-----f|', '^-------------!'],
    backup: [' -r#', '----^-!'],
    expected: '-------(ra)--f|',
  },
  {
    name: 'passes an error of the answer that has begun on',
    primary: ['-r-a----#', '^-------!'],
    backup: [' b|', []],
    expected: '---(ra)-#',
  },
  {
    name: 'sends the second at once when the answer of the first is empty',
    primary: ['-r|', '^-!'],
    backup: [' r-b----f|', '--^-------!'],
    expected: '----(rb)-f|',
  },
  {
    name: 'goes on with the first when the answer of the second is empty',
    primary: ['-r-----a-----f|', '^-------------!'],
    backup: [' -rf|', '----^--!'],
    expected: '-------(ra)--f|',
  },
  {
    name: 'emits the empty answer of the first when both are empty',
    primary: ['-r|', '^-!'],
    backup: [' -f|', '--^-!'],
    expected: '----(r|)',
  },
  {
    name: 'emits the empty answer of the first also when the second is empty before it',
    primary: ['-r--------f|', '^----------!'],
    backup: [' -f|', '----^-!'],
    expected: '-----------(rf|)',
  },
  {
    name: 'fails with the error of the first when the second is empty',
    primary: ['-r#', '^-!'],
    backup: [' -f|', '--^-!'],
    expected: '----#',
  },
  {
    name: 'emits nothing when neither emits anything',
    primary: ['--|', '^-!'],
    backup: [' -|', '--^!'],
    expected: '---|',
  },
];

describe('hedge', () => {
  it.each(table)('$name', ({ primary: [one, oneSubs], backup: [other, otherSubs], expected }) => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const primary = cold(one, values, first);
      const backup = cold(other, values, second);

      const result = hedge(primary, backup, { after: 4 });

      expectObservable(result).toBe(expected, values, first);
      expectSubscriptions(primary.subscriptions).toBe(oneSubs);
      expectSubscriptions(backup.subscriptions).toBe(otherSubs);
    });
  });

  it.each([
    ['the first fails first', '-r#', ' --#', 4],
    ['the second fails first', '------#', '#', 0],
  ])('fails with the error of the first request if both fail: %s', (_name, one, other, after) => {
    inVirtualTime(({ cold, expectObservable }) => {
      const primary = cold(one, values, first);
      const backup = cold(other.trim(), values, second);

      const result = hedge(primary, backup, { after });

      expectObservable(result).toBe(after === 4 ? '----#' : '------#', values, first);
    });
  });

  it('fails with the error of the second when the answer of the first is empty', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const result = hedge(cold('-r|', values), cold('--#', values, second), { after: 4 });

      expectObservable(result).toBe('----#', values, second);
    });
  });

  it.each([
    ['texts of toContent()', '', 'Hello'],
    ['whole completions', completion(''), completion('Hello')],
  ])('emits the answer that is not empty of %s', (_name, empty, full) => {
    const received: unknown[] = [];
    hedge(of(empty), of(full), { after: Infinity }).subscribe((value) => received.push(value));
    hedge(of(empty), of(empty), { after: 0 }).subscribe((value) => received.push(value));

    expect(received).toEqual([full, empty]);
  });

  it('passes an error that is undefined', () => {
    const failure = jest.fn();
    hedge(new Observable<never>((subscriber) => subscriber.error(undefined)), of(values.r), {
      after: 0,
    }).subscribe({ error: failure });

    expect(failure).toHaveBeenCalledWith(undefined);
  });

  it('sends both requests at the start if `after` is 0', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const primary = cold(' --a|', values);
      const backup = cold('  -b-|', values);
      const subs = '         ^!';
      const expected = '     -b-|';

      const result = hedge(primary, backup, { after: 0 });

      expectObservable(result).toBe(expected, values);
      expectSubscriptions(primary.subscriptions).toBe(subs);
    });
  });

  it.each([Infinity, 2 ** 40])(
    'sends the second request only when the first fails if `after` is %p',
    async (after) => {
      const backup = of('backup');
      const silent = hedge(NEVER, backup, { after }).pipe(timeout({ first: 20, with: () => of('nothing') }));
      const failing = hedge(
        throwError(() => first),
        backup,
        { after },
      );

      expect(await firstValueFrom(silent)).toBe('nothing');
      expect(await firstValueFrom(failing)).toBe('backup');
    },
  );

  it('unsubscribes from both and clears its timer when it is unsubscribed', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const primary = cold(' -r-------a|', values);
      const backup = cold('  -r----b|', values);
      const unsub = '        ------!';
      const backupSubs = '   ----^-!';

      const result = hedge(primary, backup, { after: 4 });

      expectObservable(result, unsub).toBe('-');
      expectSubscriptions(primary.subscriptions).toBe(`^-----!`);
      expectSubscriptions(backup.subscriptions).toBe(backupSubs);
    });
  });

  it('starts separately for each subscriber', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const result = hedge(cold('#', values, first), cold('-b|', values), { after: 4 });

      expectObservable(result).toBe('-b|', values);
      expectObservable(result, '--^').toBe('---b|', values);
    });
  });

  it('throws for an invalid `after`', () => {
    expect(() => hedge(of(1), of(2), { after: Number.NaN })).toThrow(
      /^`after` must be a number of 0 or more; received NaN$/,
    );
    expect(() => hedge(of(1), of(2), { after: -1 })).toThrow(TypeError);
  });

  it('stops a synchronous source', () => {
    const seen: unknown[] = [];

    hedge(of(values.r, values.a, values.b), of(values.b), { after: 4 })
      .pipe(take(2))
      .subscribe((value) => seen.push(value));

    expect(seen).toEqual([values.r, values.a]);
  });

  it('has the union of the types of both requests', () => {
    const chunks = of(values.a);

    expectTypeOf(hedge(chunks, chunks, { after: 1 })).toEqualTypeOf<Observable<ChatCompletionChunk>>();
    expectTypeOf(hedge(chunks, of(1), { after: 1 })).toEqualTypeOf<
      Observable<ChatCompletionChunk | number>
    >();
    // @ts-expect-error -- the time is required
    expect(() => hedge(chunks, chunks, {})).toThrow(TypeError);
  });
});
