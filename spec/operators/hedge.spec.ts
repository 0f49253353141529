import { expectTypeOf } from 'expect-type';
import { NEVER, Observable, firstValueFrom, of, take, throwError, timeout } from 'rxjs';
import { type ChatCompletionChunk, hedge } from 'venice-rx';
import { apiError, chunk, completion, finish, inVirtualTime, role } from 'venice-rx/testing';

const values = { r: role(), a: chunk('one'), b: chunk('two'), f: finish() };
const primaryError = apiError(503);
const backupError = apiError(404);

/** The marbles of a request, and the marbles of its subscriptions. */
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
    name: 'sends no backup when the primary has output in time',
    primary: ['-r-a-----f|', '^---------!'],
    backup: [' b|', []],
    expected: '---(ra)--f|',
  },
  {
    name: 'sends the backup when the primary is late, and continues with the one that has output first',
    primary: ['-r----------a|', '^------!'],
    backup: [' r--b-------f|', '----^-----------!'],
    expected: '-------(rb)----f|',
  },
  {
    name: 'closes the backup at once when the primary has output first',
    primary: ['-r----a------f|', '^-------------!'],
    backup: [' -r-----b|', '----^-!'],
    expected: '------(ra)---f|',
  },
  {
    name: 'sends the backup at once when the primary fails before its first output',
    primary: ['-r#', '^-!'],
    backup: [' r-b----f|', '--^-------!'],
    expected: '----(rb)-f|',
  },
  {
    name: 'continues with the primary when the backup fails before its first output',
    primary: ['-r-----a-----f|', '^-------------!'],
    backup: [' -r#', '----^-!'],
    expected: '-------(ra)--f|',
  },
  {
    name: 'passes on an error after the first output',
    primary: ['-r-a----#', '^-------!'],
    backup: [' b|', []],
    expected: '---(ra)-#',
  },
  {
    name: 'sends the backup at once when the answer of the primary is empty',
    primary: ['-r|', '^-!'],
    backup: [' r-b----f|', '--^-------!'],
    expected: '----(rb)-f|',
  },
  {
    name: 'continues with the primary when the answer of the backup is empty',
    primary: ['-r-----a-----f|', '^-------------!'],
    backup: [' -rf|', '----^--!'],
    expected: '-------(ra)--f|',
  },
  {
    name: 'emits the empty answer of the primary when both answers are empty',
    primary: ['-r|', '^-!'],
    backup: [' -f|', '--^-!'],
    expected: '----(r|)',
  },
  {
    name: 'emits the empty answer of the primary also when the empty answer of the backup ends earlier',
    primary: ['-r--------f|', '^----------!'],
    backup: [' -f|', '----^-!'],
    expected: '-----------(rf|)',
  },
  {
    name: 'fails with the error of the primary when the answer of the backup is empty',
    primary: ['-r#', '^-!'],
    backup: [' -f|', '--^-!'],
    expected: '----#',
  },
  {
    name: 'emits nothing when neither request emits anything',
    primary: ['--|', '^-!'],
    backup: [' -|', '--^!'],
    expected: '---|',
  },
];

describe('hedge', () => {
  it.each(table)('$name', ({ primary: [one, oneSubs], backup: [other, otherSubs], expected }) => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const primary = cold(one, values, primaryError);
      const backup = cold(other, values, backupError);

      const result = hedge(primary, backup, { after: 4 });

      expectObservable(result).toBe(expected, values, primaryError);
      expectSubscriptions(primary.subscriptions).toBe(oneSubs);
      expectSubscriptions(backup.subscriptions).toBe(otherSubs);
    });
  });

  it.each([
    ['the primary fails first', '-r#', '--#', 4, '----#'],
    ['the backup fails first', '------#', '#', 0, '------#'],
  ])('fails with the error of the primary if both fail: %s', (_name, one, other, after, expected) => {
    inVirtualTime(({ cold, expectObservable }) => {
      const primary = cold(one, values, primaryError);
      const backup = cold(other, values, backupError);

      const result = hedge(primary, backup, { after });

      expectObservable(result).toBe(expected, values, primaryError);
    });
  });

  it('fails with the error of the backup when the answer of the primary is empty', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const result = hedge(cold('-r|', values), cold('--#', values, backupError), { after: 4 });

      expectObservable(result).toBe('----#', values, backupError);
    });
  });

  it.each([
    ['texts of toContent()', '', 'Hello'],
    ['whole completions', completion(''), completion('Hello')],
  ])('skips an empty answer unless both are empty: %s', (_name, empty, full) => {
    const received: unknown[] = [];
    hedge(of(empty), of(full), { after: Infinity }).subscribe((value) => received.push(value));
    hedge(of(empty), of(empty), { after: 0 }).subscribe((value) => received.push(value));

    expect(received).toEqual([full, empty]);
  });

  it('passes on an error that is undefined', () => {
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
    'sends the backup only when the primary fails if `after` is %p',
    async (after) => {
      const backup = of('backup');
      const silent = hedge(NEVER, backup, { after }).pipe(timeout({ first: 20, with: () => of('nothing') }));
      const failing = hedge(
        throwError(() => primaryError),
        backup,
        { after },
      );

      expect(await firstValueFrom(silent)).toBe('nothing');
      expect(await firstValueFrom(failing)).toBe('backup');
    },
  );

  it('unsubscribes from both requests, and sends no backup later, when it is unsubscribed', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const primary = cold(' -r-------a|', values);
      const backup = cold('  -r----b|', values);
      const unsub = '        ------!';
      const backupSubs = '   ----^-!';

      const result = hedge(primary, backup, { after: 4 });

      expectObservable(result, unsub).toBe('-');
      expectObservable(result, '--!').toBe('-');
      expectSubscriptions(primary.subscriptions).toBe(['^-----!', '^-!']);
      expectSubscriptions(backup.subscriptions).toBe(backupSubs);
    });
  });

  it('starts separately for each subscriber', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const result = hedge(cold('#', values, primaryError), cold('-b|', values), { after: 4 });

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
