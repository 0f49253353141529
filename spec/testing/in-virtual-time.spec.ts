import {
  NEVER,
  type Observable,
  concat,
  delay,
  ignoreElements,
  interval,
  map,
  of,
  repeat,
  retry,
  throwError,
  timer,
} from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { VeniceClient, contentDeltas, isVeniceError } from 'venice-rx';
import {
  apiError,
  chunk,
  cut,
  finish,
  inVirtualTime,
  reasoning,
  scriptedTransport,
  sse,
  truncatedError,
  type VirtualTimeHelpers,
  type VirtualTimeOptions,
} from 'venice-rx/testing';

describe('a chat as marbles', () => {
  it('emits a chunk for each letter, and a finish_reason at the end', () => {
    inVirtualTime(({ chat, expectObservable, expectSubscriptions }) => {
      const source = chat('-a-b-|', { a: 'Hel', b: reasoning('Hm') });
      const sourceSubs = '  ^----!';
      const expected = '    -a-b-(f|)';

      expectObservable(source).toBe(expected, { a: chunk('Hel'), b: reasoning('Hm'), f: finish() });
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it('adds no finish_reason if a letter is a chunk with a finish_reason', () => {
    inVirtualTime(({ chat, expectObservable }) => {
      const source = chat('-a-f-|', { f: finish('length') });
      const expected = '   -a-f-|';

      expectObservable(source).toBe(expected, { a: chunk('a'), f: finish('length') });
    });
  });

  it('fails with an HTTP error before the first letter, and with an error inside the stream after it', () => {
    inVirtualTime(({ chat, expectObservable }) => {
      const busy = apiError(429, { retryAfter: 2000 });

      expectObservable(chat('--#', {}, busy)).toBe('--#', {}, busy);
      expectObservable(chat('-a-#', {}, busy)).toBe(
        '-a-#',
        { a: chunk('a') },
        apiError(429, { retryAfter: 2000, inBand: true }),
      );
    });
  });

  it('breaks off at a cut', () => {
    inVirtualTime(({ chat, expectObservable }) => {
      const source = chat('-a-x', { x: cut() });

      expectObservable(source.pipe(contentDeltas())).toBe('-a-#', { a: 'a' }, truncatedError());
    });
  });

  it('fails with a MalformedChunkError for invalid bytes', () => {
    inVirtualTime(({ chat, expectObservable, flush }) => {
      let name = '';
      const source = chat('-a-x', { x: sse('{ no JSON') });

      source.subscribe({ error: (error: unknown) => (name = isVeniceError(error) ? error.name : '') });
      expectObservable(source.pipe(contentDeltas()), '^--!').toBe('-a', { a: 'a' });
      flush();

      expect(name).toBe('MalformedChunkError');
    });
  });
});

describe('inVirtualTime', () => {
  it('returns the result of the test', () => {
    expect(inVirtualTime(() => 5)).toBe(5);
  });

  it('throws if the test is async', () => {
    expect(() => inVirtualTime(() => Promise.resolve())).toThrow(
      '`test` of inVirtualTime must not be async, as nothing is awaited',
    );
  });

  it('throws if an expectation has no toBe and no toEqual', () => {
    const failure = getFailure(({ chat, expectObservable }) => {
      expectObservable(chat('-a|'));
    });

    expect(failure.message).toBe('toBe or toEqual is missing here');
    expect(failure.stack).toMatch(/^Error: toBe or toEqual is missing here\n.*in-virtual-time\.spec/);
  });

  it('fails with the stack of the unmet expectation', () => {
    let line = '';
    const failure = getFailure(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a|');
      expectObservable(source).toBe('-a|');
      line = /in-virtual-time\.spec\.ts:(\d+)/.exec(new Error().stack ?? '')?.[1] ?? '';
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });

    const [, first = ''] = failure.stack?.split('\n    at ') ?? [];
    expect(first).toContain(`in-virtual-time.spec.ts:${Number(line) + 1}:`);
  });

  it('checks the expectations after a call of `flush`', () => {
    const failure = getFailure(({ cold, expectObservable, flush }) => {
      expectObservable(cold('a')).toBe('a');
      flush();
      expectObservable(cold('b')).toBe('c');
    });

    expect(failure.message).toMatch(/^at 0 ms came "b" instead of "c"/);
  });
});

describe('an expectation with an unsubscription', () => {
  it('unsubscribes both sources of toEqual', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('     -a-b-c-d-|');
      const other = cold('      -a-b-x-y-|');
      const unsubscribed = '    ^---!';

      expectObservable(source, unsubscribed).toEqual(other);
      expectSubscriptions(source.subscriptions).toBe(unsubscribed);
      expectSubscriptions(other.subscriptions).toBe(unsubscribed);
    });
  });

  it('unsubscribes both sources if one of them has no end, or if it subscribes later', () => {
    inVirtualTime(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = hot('      -a-b-c-d-|');
      const unsubscribed = '    --^--!';

      expectObservable(interval(10), '--^ 50ms !').toEqual(timer(10, 10));
      expectObservable(source, unsubscribed).toEqual(cold('-b').pipe());
      expectSubscriptions(source.subscriptions).toBe(unsubscribed);
    });
  });

  it('closes the request of a client', () => {
    inVirtualTime(({ expectObservable, expectSubscriptions }) => {
      const transport = scriptedTransport('-a-b-c-|', '-a-b-x-|');
      const client = new VeniceClient({ baseURL: 'http://test', transport });
      const chat$ = client.chat.completions
        .create({ model: 'default', messages: [{ role: 'user', content: 'Hi' }], stream: true })
        .pipe(contentDeltas());

      expectObservable(chat$, '^---!').toEqual(chat$);
      expectSubscriptions(transport.subscriptions).toBe(['^---!', '^---!']);
    });
  });

  it('unsubscribes inner Observables, and a source in the frame of its subscription', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const inner = cold('        -x-y-z-|');
      const source = cold('       a------|', { a: inner });
      const other = cold('        -a');

      expectObservable(source, '  ^---!').toBe('i', { i: getMarbles('-x-y') });
      expectSubscriptions(inner.subscriptions).toBe('^---!');
      expectObservable(other, '   -(^!)').toBe('');
      expectSubscriptions(other.subscriptions).toBe('-(^!)');
    });
  });
});

describe('a source without an end', () => {
  it.each<[string, Observable<unknown>, VirtualTimeOptions, string]>([
    [
      'emits rarely',
      interval(60_000),
      {},
      'the source had not ended after 2592000000 ms of virtual time (`maxTime`). ' +
        'It has emitted 43200 values, the last one at 2592000000 ms. ',
    ],
    ['emits nothing', interval(60_000).pipe(ignoreElements()), {}, 'after 2592000000 ms'],
    ['emits once', concat(of(1), interval(60_000).pipe(ignoreElements())), {}, 'one value, at 0 ms. '],
    ['emits often, with a shorter `maxTime`', interval(1), { maxTime: 50 }, 'after 50 ms of virtual time'],
    [
      'stays in one frame',
      of(1).pipe(delay(0), repeat()),
      { maxEvents: 1000 },
      'the source had not ended after 1000 timers and values, at 0 ms (`maxEvents`). It has emitted ',
    ],
    [
      'emits synchronously',
      of(1).pipe(repeat()),
      { maxEvents: 1000 },
      'after 1000 timers and values, at 0 ms',
    ],
    [
      'retries',
      throwError(() => new Error('no')).pipe(retry({ delay: 10 })),
      { maxEvents: 1000 },
      'after 1000 timers',
    ],
  ])('that %s fails the test, with the line of its expectation', (_, source, options, message) => {
    const failure = getFailure(({ expectObservable }) => {
      expectObservable(of('a')).toBe('(a|)');
      expectObservable(source).toBe('-a|');
    }, options);

    expect(failure.message).toContain(message);
    expect(failure.message).toMatch(/unsubscribe from it: expectObservable\(source, '\^ 10s !'\)\.$/);
    expect(failure.stack?.split('\n    at ')[1]).toContain('in-virtual-time.spec.ts');
  });

  it('fails the test as the argument of toEqual, and if the test itself subscribes to it', () => {
    const toEqualFailure = getFailure(({ expectObservable }) => {
      expectObservable(of(1)).toEqual(interval(60_000));
    });
    const subscribeFailure = getFailure(() => {
      interval(60_000).subscribe();
    });

    expect(toEqualFailure.message).toContain('the source had not ended after 2592000000 ms');
    expect(subscribeFailure.message).toBe(
      'timers were still due after 2592000000 ms of virtual time (`maxTime`): ' +
        'a subscription of the test has no end; unsubscribe from it',
    );
  });

  it('fails the test in a call of `flush`', () => {
    const failure = getFailure(({ expectObservable, flush }) => {
      expectObservable(interval(60_000)).toBe('-a|');
      flush();
    });

    expect(failure.message).toContain('the source had not ended');
  });

  it('fails the test if it repeats a chat', () => {
    const transport = scriptedTransport(() => '-a-|');
    const client = new VeniceClient({ baseURL: 'http://test', transport });
    const failure = getFailure(
      ({ expectObservable }) => {
        const chat$ = client.chat.completions
          .create({ model: 'default', messages: [{ role: 'user', content: 'Hi' }], stream: true })
          .pipe(contentDeltas(), repeat());
        expectObservable(chat$).toBe('-a-|');
      },
      { maxTime: 1000 },
    );

    expect(failure.message).toContain('It has emitted 334 values, the last one at 1000 ms.');
  });

  it('does not fail the test if it has no timers, or is unsubscribed, or ends within 30 days', () => {
    inVirtualTime(({ expectObservable }) => {
      expectObservable(timer(29 * 24 * 3_600_000).pipe(map(() => 'a'))).toBe('41760m (a|)');
      expectObservable(NEVER).toBe('-');
      expectObservable(interval(1000), '^ 2500ms !').toBe('1s a 999ms b', { a: 0, b: 1 });
    });
  });

  it('cannot have invalid limits', () => {
    expect(() => inVirtualTime(() => 0, { maxTime: -1 })).toThrow(
      '`maxTime` must be a positive number of milliseconds or Infinity; received -1',
    );
    // @ts-expect-error Unknown options do not compile.
    expect(() => inVirtualTime(() => 0, { maxtime: 1 })).toThrow('maxTime');
  });
});

/** Returns the events of an inner Observable, as a TestScheduler records them. */
function getMarbles(marbles: string): unknown {
  return TestScheduler.parseMarbles(marbles, undefined, undefined, false, true);
}

function getFailure(test: (helpers: VirtualTimeHelpers) => void, options?: VirtualTimeOptions): Error {
  try {
    inVirtualTime(test, options);
  } catch (error) {
    return error as Error;
  }
  throw new Error('the test did not fail');
}
