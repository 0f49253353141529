import { expectTypeOf } from 'expect-type';
import {
  BehaviorSubject,
  NEVER,
  type Observable,
  Subject,
  concat,
  defer,
  firstValueFrom,
  from,
  map,
  of,
  take,
  timer,
} from 'rxjs';
import {
  type ChatCompletionChunk,
  accumulate,
  chunkFromState,
  initialCompletionState,
  reduceChunk,
} from 'venice-rx';
import {
  RunConflictError,
  type RunFrame,
  RunGoneError,
  RunOffsetError,
  RunUnknownError,
  memoryRunStore,
  runValues,
} from 'venice-rx/durable';
import { chunk, finish, inVirtualTime, role } from 'venice-rx/testing';
import { FaultyStore } from './faulty-store.js';
import { createRuns, record, toSource, valuesIn } from './recorder.js';

const letters = { r: role(), a: chunk('Hel'), b: chunk('lo '), c: chunk('you'), f: finish() };

/** A run whose numbers the test emits, in one of two processes. The first entry has the offset 1-1: `<epoch>-<number>`. */
function manualRun() {
  const numbers = new Subject<number>();
  const store = memoryRunStore();
  const sources = { numbers: toSource(() => numbers) };
  const runs = createRuns(store, { sources });
  const start = (): Observable<RunFrame<number>> => runs.start('run', { source: 'numbers', input: 'x' });
  const faultyStore = new FaultyStore(store);
  return { numbers, runs, start, faultyStore, other: createRuns(faultyStore, { sources }) };
}

describe('start', () => {
  it('subscribes to its source only on subscribe, and once per id in all processes', () => {
    let requests = 0;
    const values = defer(() => ((requests += 1), of(1, 2)));
    const store = memoryRunStore();
    const starts = [createRuns(store), createRuns(store)].map((runs) =>
      runs.start('run', { run: () => values }),
    );
    expect(requests).toBe(0);
    const results = [...starts, ...starts].map(record);

    for (const result of results) expect(valuesIn(result)).toEqual([1, 2]);
    expect(requests).toBe(1);
  });

  it('has the types of its source, and refuses an unknown source', () => {
    const runs = createRuns(memoryRunStore(), {
      sources: { count: (upTo: number) => of(upTo), spell: (word: string) => of(word, 'b') },
    });

    expectTypeOf(runs.start('run', { source: 'count', input: 1 })).toEqualTypeOf<
      Observable<RunFrame<number>>
    >();
    expectTypeOf(runs.start('run', { run: () => of('x') })).toEqualTypeOf<Observable<RunFrame<string>>>();
    // @ts-expect-error -- The input is a number.
    void runs.start('run', { source: 'count', input: 'one' });
    // @ts-expect-error -- There is no such source.
    expect(() => runs.start('run', { source: 'other', input: 1 })).toThrow(
      "`source` must be one of the sources: count, spell; received 'other'",
    );
  });

  it('starts a run that continues when all watchers leave', () => {
    const { numbers, start, runs } = manualRun();
    start().pipe(take(1)).subscribe();
    numbers.next(1);
    numbers.next(2);
    numbers.complete();
    const late = record(runs.follow('run'));

    expect(valuesIn(late)).toEqual([1, 2]);
    expect(late.end).toBe('completed');
  });

  it('refuses another input with the same id, but accepts another order of its fields', () => {
    const runs = createRuns(memoryRunStore(), { sources: { echo: (input: object) => of(input) } });
    const start = (input: object) => record(runs.start('run', { source: 'echo', input }));
    start({ a: 1, b: { c: 2, d: 3 } });

    expect(start({ b: { d: 3, c: 2 }, a: 1 }).end).toBe('completed');
    expect(start({ a: 2, b: { c: 2, d: 3 } }).failure).toBeInstanceOf(RunConflictError);
    expect(record(runs.start('run', { run: () => of(1), input: { a: 1 } })).failure).toBeInstanceOf(
      RunConflictError,
    );
  });

  it.each(['', 'a b', 'a{b}', 'ä', 'x'.repeat(201), 7])('refuses %j as an id', (id) => {
    const runs = createRuns(memoryRunStore());

    expect(() => runs.follow(id as string)).toThrow('`id` must be a string of 1 to 200 letters');
  });

  it('refuses unknown options and an infinite lease', () => {
    const runs = createRuns(memoryRunStore());

    // @ts-expect-error -- There is no such option.
    expect(() => createRuns(memoryRunStore(), { leese: 1 })).toThrow('did you mean `lease`?');
    // @ts-expect-error -- There is no such option.
    expect(() => runs.follow('run', { offset: '1-1' })).toThrow('unknown option `offset`');
    expect(() => createRuns(memoryRunStore(), { lease: Infinity })).toThrow(
      '`lease` must be a positive number',
    );
  });
});

describe('a run of another subject', () => {
  it('does not exist, not even after its removal', () => {
    const { runs, start, numbers } = manualRun();
    record(runs.start('mine', { source: 'numbers', input: 'x', subject: 'alice' }));
    record(start());
    const bob = { subject: 'bob' };
    const calls: Observable<unknown>[] = [
      runs.start('mine', { source: 'numbers', input: 'x', subject: 'bob' }),
      runs.follow('mine', bob),
      runs.stop('mine', bob),
      runs.info('mine', bob),
      runs.remove('mine', bob),
      runs.follow('mine'),
      runs.follow('run', bob),
    ];

    for (const call of calls) expect(record(call).failure).toBeInstanceOf(RunUnknownError);
    expect(record(runs.list(bob)).values).toEqual([[]]);
    expect(numbers.observed).toBe(true);
    record(runs.remove('mine', { subject: 'alice' }));
    expect(record(runs.follow('mine', bob)).failure).toBeInstanceOf(RunUnknownError);
    expect(record(runs.follow('mine', { subject: 'alice' })).failure).toBeInstanceOf(RunGoneError);
  });
});

describe('follow', () => {
  it('emits the answer so far as one chunk, then the live chunks', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const source = cold('  r-a-b-c-f-|   ', letters);
      const first = '        e-a-b-c-f-(z|)';
      const late = '         -----xc-f-(z|)';
      const afterTheEnd = '  ------------(y|)';
      const runs = createRuns(memoryRunStore(), { sources: { chat: toSource(() => source) } });
      const follow = (): Observable<unknown> =>
        runs.follow<ChatCompletionChunk>('run').pipe(map(describeFrame));

      expectObservable(runs.start('run', { source: 'chat', input: 'Hi' }).pipe(map(describeFrame))).toBe(
        first,
        {
          e: { text: '', isSnapshot: true },
          a: { text: 'Hel', isSnapshot: false, chunks: 2 },
          b: { text: 'lo ', isSnapshot: false, chunks: 1 },
          c: { text: 'you', isSnapshot: false, chunks: 1 },
          f: { text: '', isSnapshot: false, chunks: 1 },
          z: { text: '', isSnapshot: false, chunks: 0 },
        },
      );
      expectObservable(follow(), '-----^').toBe(late, {
        x: { text: 'Hello ', isSnapshot: true, chunks: 1 },
        c: { text: 'you', isSnapshot: false, chunks: 1 },
        f: { text: '', isSnapshot: false, chunks: 1 },
        z: { text: '', isSnapshot: false, chunks: 0 },
      });
      expectObservable(follow(), '------------^').toBe(afterTheEnd, {
        y: { text: 'Hello you', isSnapshot: true, chunks: 1 },
      });
    });
  });

  it('emits chunks that were written before its first read as one chunk, which gives the same completion', () => {
    const { a, b, f } = letters;
    const runs = createRuns(memoryRunStore());
    const result = record(runs.start('run', { run: () => of(a, b, f) }));

    expect(valuesIn(result)).toEqual([chunkFromState([a, b, f].reduce(reduceChunk, initialCompletionState))]);
    expect(record(from(valuesIn(result)).pipe(accumulate())).values.at(-1)?.choices[0]?.message.content).toBe(
      'Hello ',
    );
  });

  it('continues after any frame in another process, and repeats nothing', () => {
    const { numbers, start, other } = manualRun();
    const first = record(start());
    for (const number of [1, 2, 3]) numbers.next(number);
    for (const [index, { id }] of [...first.values].entries()) {
      const rest = record(other.follow('run', { after: id }));
      const received = first.values.slice(0, index + 1).flatMap(({ values }) => values);
      numbers.next(0);

      expect([...received, ...valuesIn(rest)]).toEqual(valuesIn(first));
      expect(rest.values[0]).toMatchObject({ isSnapshot: false, isUpToDate: true });
    }
  });

  it('emits an empty frame that is up to date if there is nothing new', () => {
    const { numbers, start, other } = manualRun();
    record(start());
    numbers.next(1);

    expect(record(other.follow('run', { after: '1-1' })).values).toEqual([
      { id: '1-1', values: [], isSnapshot: false, isUpToDate: true, isLast: false },
    ]);
  });

  it('ends at once after the last frame of a finished run', () => {
    const { numbers, start, other } = manualRun();
    const first = record(start());
    numbers.next(1);
    numbers.complete();
    const rejoined = record(other.follow('run', { after: first.values.at(-1)!.id }));

    expect(rejoined.end).toBe('completed');
    expect(rejoined.values).toEqual([
      { id: '1-2', values: [], isSnapshot: false, isUpToDate: true, isLast: true },
    ]);
  });

  it.each(['-1', '', 'abc', '9-9', '1-2', '0-1', '01-1', '1-1 ', '1'.repeat(10_000), '$', '1-1\n'])(
    'fails if `after` is %j, which is not a frame, and replays nothing',
    (after) => {
      const { numbers, start, other } = manualRun();
      record(start());
      numbers.next(1);
      const result = record(other.follow('run', { after }));

      expect(result.failure).toBeInstanceOf(RunOffsetError);
      expect(result.values).toEqual([]);
    },
  );

  it('fails for an unknown run, at once or after `waitForStart`', () => {
    inVirtualTime(({ cold, expectObservable, flush }) => {
      const store = memoryRunStore();
      const runs = createRuns(store);
      const other = createRuns(store);
      const withoutWaiting = record(runs.follow('run'));
      const tooLate = record(runs.follow('other', { waitForStart: 100 }));
      cold('---s').subscribe(() => record(other.start('run', { run: () => cold('-a|') })));

      expectObservable(runs.follow('run', { waitForStart: 100 }).pipe(runValues())).toBe('----a|');
      flush();
      expect(withoutWaiting.failure).toBeInstanceOf(RunUnknownError);
      expect(tooLate.failure).toBeInstanceOf(RunUnknownError);
      expect(tooLate.times).toEqual([100]);
    });
  });

  it('waits for a run without a limit if `waitForStart` is Infinity, which a timer would take for 1 ms', async () => {
    const runs = createRuns(memoryRunStore());
    const watcher = record(runs.follow('run', { waitForStart: Infinity }));
    await firstValueFrom(timer(10));

    record(runs.start('run', { run: () => of(1) }));
    await firstValueFrom(timer(1));

    expect(watcher.failure).toBeUndefined();
    expect(valuesIn(watcher)).toEqual([1]);
  });
});

describe('removing runs', () => {
  it('fails their watchers, and unsubscribes from their source', () => {
    const { numbers, start, runs, other } = manualRun();
    const watchers = [record(start()), record(other.follow('run'))];
    numbers.next(1);
    record(other.remove('run'));

    for (const watcher of watchers) expect(watcher.failure).toBeInstanceOf(RunGoneError);
    expect(numbers.observed).toBe(false);
    expect(record(runs.info('run')).failure).toBeInstanceOf(RunGoneError);
    expect(record(start()).failure).toBeInstanceOf(RunGoneError);
  });

  it('affects only the runs of the subject', () => {
    const runs = createRuns(memoryRunStore());
    for (const [id, subject] of [
      ['1', 'alice'],
      ['2', 'bob'],
      ['3', 'alice'],
    ] as const) {
      record(runs.start(id, { run: () => of(1), subject }));
    }
    record(runs.removeAll({ subject: 'alice' }));

    expect(record(runs.list({ subject: 'alice' })).values).toEqual([[]]);
    expect(record(runs.list({ subject: 'bob' })).values[0]).toMatchObject([{ id: '2', status: 'done' }]);
  });
});

describe('a slow watcher', () => {
  it('reads nothing while its gate is closed, and then every value once and in order', () => {
    const { numbers, start, other, faultyStore } = manualRun();
    record(start());
    const gate = new BehaviorSubject(true);
    const slow = record(other.follow<number>('run', { gate }));
    numbers.next(1);
    gate.next(false);
    const reads = faultyStore.count('read');
    for (let number = 2; number <= 100; number += 1) numbers.next(number);
    expect(valuesIn(slow)).toEqual([1]);
    expect(faultyStore.count('read')).toBe(reads);
    gate.next(true);
    numbers.next(101);

    expect(valuesIn(slow)).toEqual(Array.from({ length: 101 }, (_, index) => index + 1));
    expect(slow.values.every((frame) => frame.values.length < 100)).toBe(true);
  });

  it('does not continue with a later run of the same id', () => {
    inVirtualTime(({ flush }) => {
      const runs = createRuns(memoryRunStore(), { tombstoneTtl: 100, poll: 1_000_000 });
      const start = (name: string): void => {
        record(runs.start('run', { run: () => concat(of(`${name} 1`, `${name} 2`), NEVER) }));
      };
      start('old');
      const gate = new BehaviorSubject(true);
      const slow = record(runs.follow<string>('run', { gate }));
      timer(10).subscribe(() => {
        gate.next(false);
        record(runs.remove('run'));
      });
      timer(500).subscribe(() => {
        start('new');
      });
      timer(510).subscribe(() => {
        gate.next(true);
        gate.next(false);
        record(runs.stop('run'));
      });
      flush();

      expect(valuesIn(slow)).toEqual(['old 1', 'old 2']);
      expect(slow.failure).toBeInstanceOf(RunGoneError);
    });
  });

  it('receives at most about a page while its gate is closed', () => {
    const page = 1024 * 1024;
    const runs = createRuns(memoryRunStore());
    const text = 'x'.repeat(page / 4);
    const gate = new BehaviorSubject(false);
    record(runs.start('run', { run: () => from(Array.from({ length: 20 }, () => text)) }));
    const slow = record(runs.follow<string>('run', { gate }));
    const received = valuesIn(slow).length;
    gate.next(true);

    // A page has at least one entry. Those of a synchronous source are at most as large as `maxUnflushed` (4 values) and one value.
    expect(received).toBeLessThanOrEqual(5);
    expect(valuesIn(slow)).toHaveLength(20);
  });

  it('does not slow the run or other watchers', () => {
    const { numbers, start, other } = manualRun();
    const quick = record(start());
    record(other.follow('run', { gate: of(false) }));
    for (const number of [1, 2, 3]) numbers.next(number);

    expect(valuesIn(quick)).toEqual([1, 2, 3]);
  });
});

describe('notifications that are lost', () => {
  it('are made up for by reading the log when the next one arrives', () => {
    const { numbers, start, other, faultyStore } = manualRun();
    record(start());
    const result = record(other.follow('run'));
    faultyStore.receivesNotification = () => false;
    numbers.next(1);
    numbers.next(2);
    faultyStore.receivesNotification = () => true;
    numbers.next(3);

    expect(valuesIn(result)).toEqual([1, 2, 3]);
  });

  it('are made up for by polling the log', () => {
    inVirtualTime(({ cold, flush }) => {
      const store = memoryRunStore();
      const faultyStore = new FaultyStore(store);
      faultyStore.receivesNotification = () => false;
      record(createRuns(store).start('run', { run: () => cold('-a-b-|') }));
      const result = record(createRuns(faultyStore, { poll: 100 }).follow('run'));
      flush();

      expect(valuesIn(result)).toEqual(['a', 'b']);
      expect(result.end).toBe('completed');
      expect(result.times.at(-1)).toBeLessThanOrEqual(200);
    });
  });

  it('do not lose values if they arrive without their entries', () => {
    const { numbers, start, other, faultyStore } = manualRun();
    record(start());
    faultyStore.omitsEntries = true;
    const result = record(other.follow('run'));
    for (const number of [1, 2, 3]) numbers.next(number);
    numbers.complete();

    expect(valuesIn(result)).toEqual([1, 2, 3]);
    expect(result.end).toBe('completed');
  });
});

describe('an idle watcher', () => {
  it('polls the log, with at most 28 reads in 100 s', () => {
    inVirtualTime(({ flush, cold }) => {
      const store = memoryRunStore();
      const faultyStore = new FaultyStore(store);
      record(createRuns(store).start('run', { run: () => cold('100s |') }));
      const watchers = Array.from({ length: 10 }, () => record(createRuns(faultyStore).follow('run')));
      flush();

      expect(watchers.every(({ end }) => end === 'completed')).toBe(true);
      // At most 25 polls, since `poll` is 5 s minus up to a fifth, and some reads to join and for the end.
      expect(faultyStore.count('read')).toBeLessThanOrEqual(10 * 28);
    });
  });
});

function describeFrame({ values, isSnapshot }: RunFrame<ChatCompletionChunk>): object {
  const text = values.map(getText).join('');
  return isSnapshot && values.length === 0
    ? { text, isSnapshot }
    : { text, isSnapshot, chunks: values.length };
}

function getText({ choices }: ChatCompletionChunk): string {
  const content = choices?.[0]?.delta?.content;
  return typeof content === 'string' ? content : '';
}
