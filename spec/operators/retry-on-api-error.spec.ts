import { expectTypeOf } from 'expect-type';
import { type MonoTypeOperatorFunction, type Observable, defer, map, of, throwError } from 'rxjs';
import {
  type ChatCompletion,
  CircuitOpenError,
  type RetryNotice,
  accumulate,
  completedToolCalls,
  contentDeltas,
  retryOnApiError,
  toContent,
} from 'venice-rx';
import {
  apiError,
  chunk,
  completion,
  cut,
  finish,
  inVirtualTime,
  reasoning,
  role,
  toolCall,
  truncatedError,
  usage,
} from 'venice-rx/testing';

const jitter = (): number => 0;
const busy = apiError(503);
const busyInBand = apiError(503, { inBand: true });
const values = { r: role(), a: chunk('a'), b: chunk('b'), f: finish(), u: usage() };

/** Subscribes to the next of the sources at each subscription. */
function oneAfterAnother<T>(...sources: readonly Observable<T>[]): Observable<T> {
  let attempt = 0;
  return defer(() => sources[attempt++] ?? throwError(() => new Error('too many attempts')));
}

describe('retryOnApiError', () => {
  it('passes on an answer, and holds back chunks until its first output', () => {
    inVirtualTime(({ chat, expectObservable, expectSubscriptions }) => {
      const source = chat('-r-a---b-|', values);
      const sourceSubs = ' ^--------!';
      const expected = '   ---(ra)b-(f|)';

      const result = source.pipe(retryOnApiError());

      expectObservable(result).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it('passes on an empty answer when it ends', () => {
    inVirtualTime(({ chat, expectObservable, expectSubscriptions }) => {
      const source = chat('-r-u-|', values);
      const sourceSubs = ' ^----!';
      const expected = '   -----(ruf|)';

      const result = source.pipe(retryOnApiError());

      expectObservable(result).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it('retries before the first output with growing delays, and emits nothing of failed attempts', () => {
    inVirtualTime(({ chat, expectObservable, expectSubscriptions }) => {
      const source = [chat('-r-#', values, busy), chat('#', {}, busy), chat('-a|', values)] as const;
      const subs = ['^--!', '503ms (^!)', '1503ms ^-!'];
      const expected = '1504ms a(f|)';

      const result = oneAfterAnother(...source).pipe(retryOnApiError({ jitter }));

      expectObservable(result).toBe(expected, values);
      source.forEach((chat, index) => {
        expectSubscriptions(chat.subscriptions).toBe(subs[index] ?? '');
      });
    });
  });

  it('waits as long as Retry-After demands, and up to a tenth longer', () => {
    inVirtualTime(({ chat, expectObservable, expectSubscriptions }) => {
      const limited = apiError(429, { retryAfter: 2000 });
      const source = [chat('-#', {}, limited), chat('-a|', values)] as const;
      const secondSubs = '2201ms ^-!';
      const expected = '  2202ms a(f|)';

      const result = oneAfterAnother(...source).pipe(retryOnApiError({ jitter: () => 1 }));

      expectObservable(result).toBe(expected, values);
      expectSubscriptions(source[1].subscriptions).toBe(secondSubs);
    });
  });

  it('waits at most maxWait, including the random part', () => {
    inVirtualTime(({ chat, expectObservable }) => {
      const limited = apiError(429, { retryAfter: 60_000 });
      const source = oneAfterAnother(chat('-#', {}, limited), chat('-a|', values));
      const expected = '60002ms a(f|)';

      const result = source.pipe(retryOnApiError({ jitter: () => 1 }));

      expectObservable(result).toBe(expected, values);
    });
  });

  it('uses its own delay if Retry-After is 0', () => {
    inVirtualTime(({ chat, expectObservable }) => {
      const noDelay = apiError(429, { retryAfter: 0 });
      const source = oneAfterAnother(chat('-#', {}, noDelay), chat('-#', {}, noDelay), chat('-a|', values));

      const result = source.pipe(retryOnApiError({ jitter }));

      expectObservable(result).toBe('1503ms a(f|)', values);
    });
  });

  it('fails when jitter does not return a number from 0 to 1', () => {
    inVirtualTime(({ chat, expectObservable }) => {
      const result = chat('-#', {}, busy).pipe(retryOnApiError({ jitter: () => Number.NaN }));

      const message = '`jitter` must return a number from 0 to 1; received NaN';
      expectObservable(result).toBe('-#', {}, new TypeError(message));
    });
  });

  it('fails at once if Retry-After exceeds maxWait', () => {
    inVirtualTime(({ chat, expectObservable }) => {
      const tooLong = apiError(429, { retryAfter: 60_001 });
      const source = chat('-#', {}, tooLong);
      const expected = '   -#';

      const result = source.pipe(retryOnApiError({ jitter }));

      expectObservable(result).toBe(expected, {}, tooLong.with({ attempts: 1, retriesExhausted: true }));
    });
  });

  it('limits a wait to the longest delay of a timer, also with `maxWait: Infinity`', () => {
    const longest = 2 ** 31 - 1;
    const config = { maxWait: Infinity, jitter: () => 1 };
    inVirtualTime(({ cold, expectObservable, flush }) => {
      const waits: number[] = [];
      const fields = { message: 'later', model: 'm', failures: 1 };
      const atLimit = cold('-#', {}, new CircuitOpenError({ ...fields, retryAfter: longest }));
      const tooLong = new CircuitOpenError({ ...fields, retryAfter: longest + 1 });

      const waiting = atLimit.pipe(retryOnApiError({ ...config, onRetry: ({ wait }) => waits.push(wait) }));
      const failing = cold('-#', {}, tooLong).pipe(retryOnApiError(config));

      expectObservable(waiting, '^ 100ms !').toBe('');
      expectObservable(failing).toBe('-#', {}, tooLong.with({ attempts: 1, retriesExhausted: true }));
      flush();
      expect(waits).toEqual([longest]);
    });
  });

  it('limits its own delay to maxWait', () => {
    inVirtualTime(({ chat, expectObservable }) => {
      const source = oneAfterAnother(chat('-#', {}, busy), chat('-#', {}, busy), chat('-a|', values));

      const result = source.pipe(retryOnApiError({ maxWait: 400, jitter }));

      expectObservable(result).toBe('803ms a(f|)', values);
    });
  });

  it('gives up after maxRetries, and a second retryOnApiError does not continue', () => {
    inVirtualTime(({ chat, expectObservable, expectSubscriptions }) => {
      const source = chat('-#', {}, busy);
      const sourceSubs = ['^!', '501ms ^!'];
      const expected = '502ms #';

      const result = source.pipe(
        retryOnApiError({ maxRetries: 1, jitter }),
        retryOnApiError({ maxRetries: 5, jitter }),
      );

      expectObservable(result).toBe(expected, {}, busy.with({ attempts: 2, retriesExhausted: true }));
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it.each([
    [apiError(401), '-#'],
    [apiError(400), '-#'],
    [new TypeError('not a VeniceError'), '-#'],
  ])('passes on %s unchanged', (error, expected) => {
    inVirtualTime(({ cold, expectObservable }) => {
      expectObservable(cold('-#', {}, error).pipe(retryOnApiError())).toBe(expected, {}, error);
    });
  });

  it('retries 5,000 times if maxRetries is Infinity', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const failures = Array.from({ length: 5000 }, () => throwError(() => busy));
      const source = oneAfterAnother(...failures, cold('a|', values));

      const result = source.pipe(
        retryOnApiError({ maxRetries: Infinity, jitter }),
        map(({ choices }) => choices?.length),
      );

      // The first six delays are 0.5, 1, 2, 4, 8 and 16 s, the others 30 s.
      expectObservable(result).toBe(`${31_500 + 4994 * 30_000}ms a|`, { a: 1 });
    });
  });

  it('retries any error for which isRetryable returns true', () => {
    inVirtualTime(({ chat, expectObservable }) => {
      const source = oneAfterAnother(chat('-#', {}, apiError(401)), chat('-a|', values));
      const expected = '502ms a(f|)';

      const result = source.pipe(retryOnApiError({ isRetryable: () => true, jitter }));

      expectObservable(result).toBe(expected, values);
    });
  });

  it('calls onRetry before each delay', () => {
    const notices: RetryNotice[] = [];
    inVirtualTime(({ chat, expectObservable }) => {
      const source = oneAfterAnother(chat('-#', {}, busy), chat('-#', {}, busy), chat('-a|', values));

      const result = source.pipe(retryOnApiError({ jitter, onRetry: (notice) => notices.push(notice) }));

      expectObservable(result).toBe('1503ms a(f|)', values);
    });

    expect(notices.map(({ attempt, wait }) => [attempt, wait])).toEqual([
      [2, 500],
      [3, 1000],
    ]);
  });

  it('passes on an error after the first output', () => {
    inVirtualTime(({ chat, expectObservable, expectSubscriptions }) => {
      const source = chat('-r-a-#', values, busy);
      const sourceSubs = ' ^----!';
      const expected = '   ---a-#';

      const result = source.pipe(retryOnApiError(), contentDeltas());

      expectObservable(result).toBe(expected, { a: 'a' }, busyInBand);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it('stops waiting when it is unsubscribed', () => {
    inVirtualTime(({ chat, expectObservable, expectSubscriptions }) => {
      const source = chat('-#', {}, busy);
      const sourceSubs = ' ^!';
      const unsub = '    ----!';
      const expected = '   -----';

      const result = source.pipe(retryOnApiError({ maxRetries: 9 }));

      expectObservable(result, unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it('counts the retries of each subscriber separately', () => {
    inVirtualTime(({ chat, expectObservable }) => {
      const source = chat('-#', {}, busy);
      const failure = busy.with({ attempts: 2, retriesExhausted: true });

      const result = source.pipe(retryOnApiError({ maxRetries: 1, jitter }));

      expectObservable(result).toBe('502ms #', {}, failure);
      expectObservable(result, '9ms ^').toBe('511ms #', {}, failure);
    });
  });

  it('throws for invalid options', () => {
    expect(() => retryOnApiError({ maxRetries: -1 })).toThrow(
      new TypeError('`maxRetries` must be a number of 0 or more; received -1'),
    );
    expect(() => retryOnApiError({ maxWait: Number.NaN })).toThrow('maxWait');
  });
});

describe("retryOnApiError({ afterFirstToken: 'restart' })", () => {
  it('emits the snapshots of a new answer after the snapshots of the failed answer', () => {
    inVirtualTime(({ chat, expectObservable }) => {
      const source = oneAfterAnother(chat('-a-#', values, busy), chat('-b|', values));
      const expected = '-a 502ms b(c|)';

      const result = source.pipe(accumulate(), retryOnApiError({ afterFirstToken: 'restart', jitter }));

      expectObservable(result).toBe(expected, {
        a: completion(values.a),
        b: completion(values.b),
        c: completion('b'),
      });
    });
  });

  it('fails with the last snapshot when it gives up', () => {
    inVirtualTime(({ chat, expectObservable }) => {
      const source = chat('-a-#', values, busy);
      const partial = completion(values.a);
      const expected = '-a-#';

      const result = source.pipe(
        accumulate(),
        retryOnApiError({ afterFirstToken: 'restart', maxRetries: 0 }),
      );

      expectObservable(result).toBe(
        expected,
        { a: partial },
        busyInBand.with({ partial, attempts: 1, retriesExhausted: true }),
      );
    });
  });
});

describe('retryOnApiError({ afterFirstToken: (partial, error) => rest })', () => {
  it('continues where the answer broke off, also if a continuation breaks off', () => {
    const calls: [string | null | undefined, unknown][] = [];
    inVirtualTime(({ chat, expectObservable }) => {
      const source = chat('-r-H-#', { ...values, H: 'Hel' }, busy);
      const rests = oneAfterAnother(chat('-r-l-x', { ...values, l: 'l', x: cut() }), chat('-r-o|', values));
      const expected = '---a 504ms b 1004ms o|';

      const result = source.pipe(
        retryOnApiError({
          jitter,
          afterFirstToken: (partial, error) => {
            calls.push([partial.choices[0]?.message.content, error instanceof Error && error.name]);
            return rests;
          },
        }),
        contentDeltas(),
      );

      expectObservable(result).toBe(expected, { a: 'Hel', b: 'l', o: 'o' });
    });

    expect(calls).toEqual([
      ['Hel', 'ServiceUnavailableError'],
      ['Hell', 'TruncatedStreamError'],
    ]);
  });

  it('does not request the rest of an answer that has its finish reason', () => {
    inVirtualTime(({ chat, expectObservable }) => {
      const source = chat('-a-f-x', { ...values, x: cut() });
      const expected = '   -a-f-#';

      const result = source.pipe(retryOnApiError({ jitter, afterFirstToken: () => of(values.b) }));

      expectObservable(result).toBe(expected, values, truncatedError());
    });
  });

  it('does not request the rest of a tool call', () => {
    inVirtualTime(({ chat, expectObservable }) => {
      const call = toolCall({ name: 'pay', arguments: '{"eur":1' });
      const source = chat('-a-#', { a: call }, busy);
      const rest = of(toolCall({ id: 'b', name: 'pay', arguments: '{"eur":10}' }), finish('tool_calls'));

      const result = source.pipe(
        retryOnApiError({ jitter, afterFirstToken: () => rest }),
        completedToolCalls(),
      );

      expectObservable(result).toBe('---#', {}, busyInBand.with({ partial: completion(call) }));
    });
  });

  it.each([
    ['a repeated prefix in pieces', ['He', 'llo', ' world'], 'Hello world'],
    ['a repeated prefix in one chunk with the rest', ['Hello world'], 'Hello world'],
    ['a rest that begins with the same letters', ['He', 'y there'], 'HelloHey there'],
    ['a rest that repeats only a part of the prefix', ['Hel'], 'HelloHel'],
    ['a rest that repeats nothing', [' world'], 'Hello world'],
  ])('drops only a whole repeated prefix with skipRepeatedPrefix: %s', (_name, texts, whole) => {
    inVirtualTime(({ chat, cold, expectObservable }) => {
      const source = chat('a#', { a: 'Hello' }, busy);
      const letters = texts.map((_, index) => String.fromCharCode(97 + index));
      const rest = cold(
        `${letters.join('')}|`,
        Object.fromEntries(letters.map((key, index) => [key, chunk(texts[index] ?? '')])),
      );
      const end = 501 + texts.length;

      const result = source.pipe(
        retryOnApiError({ jitter, skipRepeatedPrefix: true, afterFirstToken: () => rest }),
        toContent(),
      );

      expectObservable(result).toBe(`${end}ms (a|)`, { a: whole });
    });
  });
});

describe('the rest of an interrupted answer', () => {
  it('is not requested for an answer with several choices', () => {
    inVirtualTime(({ chat, expectObservable }) => {
      const source = chat('-a-b-#', { a: chunk('a'), b: chunk('b', { choice: 1 }) }, busy);

      const result = source.pipe(retryOnApiError({ afterFirstToken: () => of(chunk('more')) }));

      expectObservable(result).toBe('-a-b-#', { a: chunk('a'), b: chunk('b', { choice: 1 }) }, busyInBand);
    });
  });

  it('begins with its reasoning at once, before it is known whether its text repeats the prefix', () => {
    inVirtualTime(({ chat, cold, expectObservable }) => {
      const source = chat('a#', { a: 'Hello' }, busy);
      const rest = cold('r-a|', { r: reasoning('Hm'), a: chunk('Hello you') });

      const result = source.pipe(
        retryOnApiError({ jitter, skipRepeatedPrefix: true, afterFirstToken: () => rest }),
      );

      expectObservable(result).toBe('a 500ms r-b|', {
        a: chunk('Hello'),
        r: reasoning('Hm'),
        b: chunk(' you'),
      });
    });
  });
});

describe('the types of retryOnApiError', () => {
  it('allow a restart only for snapshots, and a rest only for chunks', () => {
    const chunks = of(chunk('a'));
    const deltas = chunks.pipe(contentDeltas());

    // @ts-expect-error -- a restart would repeat deltas
    void deltas.pipe(retryOnApiError({ afterFirstToken: 'restart' }));
    // @ts-expect-error -- a rest consists of chunks
    void deltas.pipe(retryOnApiError({ afterFirstToken: () => chunks }));

    expectTypeOf(deltas.pipe(retryOnApiError())).toEqualTypeOf<Observable<string>>();
    expectTypeOf(retryOnApiError({ afterFirstToken: 'restart' })).toEqualTypeOf<
      MonoTypeOperatorFunction<ChatCompletion>
    >();
  });
});
