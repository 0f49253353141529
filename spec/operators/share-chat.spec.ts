import { expectTypeOf } from 'expect-type';
import { Subject, Subscription, defer, finalize, merge, of, retry, tap, throwError } from 'rxjs';
import {
  type ChatCompletionChunk,
  type ChatReplay,
  TruncatedStreamError,
  chatReplay,
  chunkFromState,
  contentDeltas,
  initialCompletionState,
  reduceChunk,
  shareChat,
} from 'venice-rx';
import { chunk, finish, inVirtualTime, role, usage } from 'venice-rx/testing';

const values = {
  r: role(),
  a: chunk('Hel'),
  b: chunk('lo '),
  c: chunk('you'),
  f: finish(),
  u: usage(),
};
const soFar = (...chunks: ChatCompletionChunk[]): ChatCompletionChunk =>
  chunkFromState(chunks.reduce(reduceChunk, initialCompletionState));
const ab = soFar(values.a, values.b);
const abc = soFar(values.a, values.b, values.c);
const cut = new TruncatedStreamError({ message: 'cut' });

describe('shareChat', () => {
  it('sends one request, and emits the answer so far as one chunk to a late subscriber, then the live chunks', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-b-c-|   ', values);
      const sourceSubs = '  ^------!   ';
      const first = '       -a-b-c-|   ';
      const late = '        ----xc-|   ';

      const result = source.pipe(shareChat());

      expectObservable(result).toBe(first, values);
      expectObservable(result, '----^').toBe(late, { ...values, x: ab });
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it('subscribes to its source with the first subscriber, once for each use of the operator', () => {
    let requests = 0;
    const source = defer(() => ((requests += 1), of(values.a)));
    const one = source.pipe(shareChat());
    const other = source.pipe(shareChat());

    expect(requests).toBe(0);
    one.subscribe();
    one.subscribe();
    expect(requests).toBe(1);
    other.subscribe();
    expect(requests).toBe(2);
  });

  it('passes on an empty source, also to a late subscriber', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<ChatCompletionChunk>('--|');
      const sourceSubs = '                      ^-!';
      const expected = '                        --|';
      const late = '                            ----|';

      const result = source.pipe(shareChat());

      expectObservable(result).toBe(expected);
      expectObservable(result, '----^').toBe(late);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it('emits the same chunks to a subscriber that joins before the first chunk', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const result = cold('--a-b-|', values).pipe(shareChat());

      expectObservable(result).toBe('      --a-b-|', values);
      expectObservable(result, '-^').toBe('--a-b-|', values);
    });
  });
});

describe('shareChat, after its source has ended,', () => {
  it('replays the answer as one chunk, and sends no request', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-b-c|           ', values);
      const sourceSubs = '  ^-----!           ';
      const expected = '   -a-b-c|           ';
      const late = '       ----------(x|)    ';

      const result = source.pipe(shareChat());

      expectObservable(result).toBe(expected, values);
      expectObservable(result, '----------^').toBe(late, { x: abc });
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it('replays a failure as one chunk and the same error, and sends no request', () => {
    const errors: unknown[] = [];
    inVirtualTime(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('-a-b-#            ', values, cut);
      const sourceSubs = '  ^----!            ';
      const expected = '   -a-b-#            ';
      const late = '       ----------(x#)    ';
      const observer = { error: (error: unknown) => void errors.push(error) };

      const result = source.pipe(shareChat());

      expectObservable(result).toBe(expected, values, cut);
      expectObservable(result, '----------^').toBe(late, { x: ab }, cut);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      result.subscribe(observer);
      flush();
      result.subscribe(observer);
      flush();
    });

    expect(errors).toHaveLength(2);
    expect(errors.every((error) => error === cut)).toBe(true);
  });

  it('replays the error to a second subscriber of the same millisecond one millisecond later', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const result = cold('-a-b-#', values, cut).pipe(shareChat());

      expectObservable(result).toBe('               -a-b-#', values, cut);
      expectObservable(result, '----------^').toBe('----------(x#)', { x: ab }, cut);
      expectObservable(result, '----------^').toBe('----------x#', { x: ab }, cut);
      expectObservable(result, '----------^!').toBe('----------x', { x: ab }, cut);
    });
  });

  it('replays the answer to a subscriber that joins while the end is delivered', () => {
    const received: unknown[] = [];
    const source = new Subject<ChatCompletionChunk>();
    const result = source.pipe(shareChat());
    const join = (): Subscription =>
      result.subscribe({ next: (value) => received.push(value), complete: () => received.push('end') });
    result.subscribe({ complete: join });
    source.next(values.a);
    source.complete();

    expect(received).toEqual([soFar(values.a), 'end']);
  });
});

describe('shareChat, when its last subscriber leaves,', () => {
  it('cancels the request synchronously, and sends another one for the next subscriber', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-b-c-|        ', values);
      const first = '      ^-----!         ';
      const second = '     --^-!           ';
      const third = '      -------^        ';

      const result = source.pipe(shareChat());

      expectObservable(result, first).toBe(' -a-b-c', values);
      expectObservable(result, second).toBe('--xb', { ...values, x: soFar(values.a) });
      expectObservable(result, third).toBe(' --------a-b-c-|', values);
      expectSubscriptions(source.subscriptions).toBe(['^-----!', '-------^------!']);
    });
  });

  it('unsubscribes from its source before `unsubscribe` returns', () => {
    let isOpen = true;
    const source = new Subject<ChatCompletionChunk>();
    const subscription = source
      .pipe(
        finalize(() => (isOpen = false)),
        shareChat(),
      )
      .subscribe();
    subscription.unsubscribe();

    expect(isOpen).toBe(false);
  });

  it('keeps the request open for keepAlive ms, and continues it for a subscriber that joins in time', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-b-c---------', values);
      const sourceSubs = '  ^----------!   ';
      const first = '      ^-!            ';
      const second = '     ----^--!       ';

      const result = source.pipe(shareChat({ keepAlive: 4 }));

      expectObservable(result, first).toBe('-a', values);
      expectObservable(result, second).toBe('----xc', { ...values, x: ab });
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it('keeps the answer for longer than keepAlive if the request completes in time', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-b-c|            ', values);
      const sourceSubs = '  ^-----!            ';
      const late = '        ------------^      ';

      const result = source.pipe(shareChat({ keepAlive: 5 }));

      expectObservable(result, '^--!').toBe('-a-', values, cut);
      expectObservable(result, late).toBe('------------(x|)', { x: abc });
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it.each([Infinity, 2 ** 31])('continues to the end if keepAlive is %d', (keepAlive) => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-b-c|', values);
      const result = source.pipe(shareChat({ keepAlive }));

      expectObservable(result, '^-!').toBe('-a', values);
      expectSubscriptions(source.subscriptions).toBe('^-----!');
    });
  });

  it('throws if keepAlive is not a number of 0 or more', () => {
    expect(() => shareChat({ keepAlive: -1 })).toThrow(TypeError);
    expect(() => shareChat({ keepAlive: NaN })).toThrow(TypeError);
  });
});

describe('shareChat, while it emits a chunk,', () => {
  it('neither skips nor repeats the chunk for a subscriber that joins', () => {
    const text: string[] = [];
    const source = new Subject<ChatCompletionChunk>();
    const result = source.pipe(shareChat());
    const join = (): Subscription => result.pipe(contentDeltas()).subscribe((delta) => text.push(delta));
    const first = result.subscribe((value) => value === values.b && join());
    result.subscribe();
    [values.a, values.b, values.c].forEach((value) => {
      source.next(value);
    });

    expect(text).toEqual(['Hello ', 'you']);
    expect(first.closed).toBe(false);
  });

  it('emits the chunk to the other subscribers when one leaves', () => {
    const text: string[] = [];
    const source = new Subject<ChatCompletionChunk>();
    const result = source.pipe(shareChat());
    const second = new Subscription();
    result.subscribe((value) => {
      if (value === values.b) second.unsubscribe();
    });
    second.add(result.subscribe(() => text.push('second')));
    result.pipe(contentDeltas()).subscribe((delta) => text.push(delta));
    [values.a, values.b].forEach((value) => {
      source.next(value);
    });

    expect(text).toEqual(['second', 'Hel', 'lo ']);
  });

  it('passes on a chunk that its source emits during the replay', () => {
    const text: string[] = [];
    const source = new Subject<ChatCompletionChunk>();
    const result = source.pipe(shareChat());
    result.subscribe();
    source.next(values.a);
    result.pipe(contentDeltas()).subscribe((delta) => {
      text.push(delta);
      if (delta === 'Hel') source.next(values.b);
    });

    expect(text).toEqual(['Hel', 'lo ']);
  });

  it('reads a synchronous source once for two subscribers', () => {
    let requests = 0;
    const text: string[] = [];
    const source = defer(() => ((requests += 1), of(values.a, values.b, values.c)));
    const result = source.pipe(shareChat(), contentDeltas());

    merge(result, result).subscribe((delta) => text.push(delta));

    expect([requests, text]).toEqual([1, ['Hel', 'lo ', 'you', 'Hello you']]);
  });
});

describe('retry and shareChat', () => {
  it('retry for all subscribers if retry comes first', () => {
    let requests = 0;
    const source = defer(() => ((requests += 1) < 3 ? throwError(() => cut) : of(values.a, values.b)));
    const received: ChatCompletionChunk[] = [];
    const result = source.pipe(retry(2), shareChat());
    merge(result, result).subscribe((value) => received.push(value));

    expect([requests, received]).toEqual([3, [values.a, values.b, ab]]);
  });

  it('do not loop synchronously if an endless retry comes after shareChat', () => {
    let failures = 0;
    const count = tap<ChatCompletionChunk>({ error: () => (failures += 1) });
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('--#        ', values, cut);
      const sourceSubs = '  ^-!        ';
      const unsub = '       ----------!';
      const late = '        -----^----!';

      const result = source.pipe(shareChat(), count, retry());

      expectObservable(result, unsub).toBe('---');
      expectObservable(result, late).toBe('---');
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
    expect(failures).toBeLessThan(20);
  });

  it('fail with the same error when a retry after shareChat gives up', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('--#  ', values, cut);
      const sourceSubs = '  ^-!  ';
      const expected = '    ----#';

      const result = source.pipe(shareChat(), retry(2));

      expectObservable(result).toBe(expected, values, cut);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });
});

describe('the replay of shareChat', () => {
  it('is created for each request, and notified of the end of the request', () => {
    const log: string[] = [];
    const replay = (): ChatReplay => {
      log.push('created');
      return {
        ...chatReplay(),
        complete: () => void log.push('complete'),
        error: (error) => void log.push(String(error)),
        cancel: () => void log.push('cancel'),
      };
    };
    of(values.a).pipe(shareChat({ replay })).subscribe();
    throwError(() => cut)
      .pipe(shareChat({ replay }))
      .subscribe({ error: () => log.push('received') });
    const cancelled = new Subject<ChatCompletionChunk>().pipe(shareChat({ replay }));
    cancelled.subscribe().unsubscribe();
    cancelled.subscribe();

    expect(log).toEqual([
      'created',
      'complete',
      'created',
      'TruncatedStreamError: cut',
      'received',
      'created',
      'cancel',
      'created',
    ]);
  });

  it('fails the run if its `next` throws, and closes the request', () => {
    const full = new Error('full');
    const source = new Subject<ChatCompletionChunk>();
    const replay = (): ChatReplay => ({
      ...chatReplay(),
      next: () => {
        throw full;
      },
    });
    const errors: unknown[] = [];
    source.pipe(shareChat({ replay })).subscribe({ error: (error: unknown) => errors.push(error) });
    source.next(values.a);

    expect(errors).toEqual([full]);
    expect(source.observed).toBe(false);
  });

  it.each(['next', 'complete'] as const)(
    'is notified of the failure, not of a cancellation, if its %s throws',
    (name) => {
      const full = new Error('full');
      const log: unknown[] = [];
      const replay = (): ChatReplay => ({
        ...chatReplay(),
        [name]: () => {
          throw full;
        },
        error: (error) => void log.push(error),
        cancel: () => void log.push('cancel'),
      });
      of(values.a)
        .pipe(shareChat({ replay }))
        .subscribe({ error: () => log.push('received') });

      expect(log).toEqual([full, 'received']);
    },
  );

  it.each([
    [0, '-^--!'],
    [1000, '-^ 1002ms !'],
    [Infinity, '-^'],
  ])(
    'does not count a subscriber for which it could not be created, keepAlive: %d',
    (keepAlive, sourceSubs) => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('-a-b', values);
        const none = new Error('none');
        const creators = [
          (): ChatReplay => {
            throw none;
          },
          chatReplay,
        ];
        const shared = source.pipe(shareChat({ keepAlive, replay: () => creators.shift()!() }));

        expectObservable(shared).toBe('#', {}, none);
        expectObservable(shared, '-^--!').toBe('--a-', values);
        expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      });
    },
  );

  it('has the type ChatReplay', () => {
    expectTypeOf(chatReplay()).toEqualTypeOf<ChatReplay>();
  });
});
