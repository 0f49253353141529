import { TestScheduler } from 'rxjs/testing';
import { map } from 'rxjs';
import { VeniceClient, accumulate, contentDeltas } from 'venice-rx';
import {
  apiError,
  assertSame,
  chunk,
  completion,
  inVirtualTime,
  scriptedTransport,
  timeoutError,
  type VirtualTimeHelpers,
} from 'venice-rx/testing';

describe('the message of an unmet expectation', () => {
  it('draws the actual events above the expected ones', () => {
    const message = getMessage(({ cold, expectObservable }) => {
      expectObservable(cold('--a-b|')).toBe('-a--b|');
    });

    expect(message).toBe(`"a" came at 2 ms instead of 1 ms

  actual    --a-b|
  expected  -a--b|`);
  });

  it('shows the field that differs, and the value of each letter', () => {
    const message = getMessage(({ chat, expectObservable }) => {
      const values = { a: completion(chunk('Hel')), b: completion('Hello') };
      expectObservable(chat('-a--|', { a: 'Hel' }).pipe(accumulate())).toBe('-a--(b|)', values);
    });

    expect(message).toBe(`at 4 ms choices[0].message.content is "Hel" instead of "Hello"

  actual    -a--(c|)
  expected  -a--(b|)

  a  ${showCompletion('Hel', 'null')}
  b  ${showCompletion('Hello', '"stop"')}
  c  ${showCompletion('Hel', '"stop"')}`);
  });

  it('draws the letters of the test, even if two of them have equal values', () => {
    const message = getMessage(({ cold, expectObservable }) => {
      const source = cold('-x-y-x-z|', { x: 'tea', y: 'tea', z: 'time' });
      expectObservable(source).toBe('-p-q-q-r|', { p: 'tea', q: 'tea', r: 'tee', unused: 'more' });
    });

    expect(message).toBe(`at 7 ms came "time" instead of "tee"

  actual    -p-q-q-z|
  expected  -p-q-q-r|

  p  "tea"
  q  "tea"
  r  "tee"
  z  "time"`);
  });

  it('draws an unused letter for a value without a letter in the test', () => {
    const message = getMessage(({ cold, expectObservable }) => {
      const source = cold('-a-b|', { a: 1, b: 2 }).pipe(map((n) => ({ n, c: 'a' })));
      expectObservable(source).toBe('-a-c|', { a: { n: 1, c: 'a' }, c: { n: 3, c: 'a' } });
    });

    expect(message).toBe(`at 3 ms n is 2 instead of 3

  actual    -a-d|
  expected  -a-c|

  a  {"n":1,"c":"a"}
  c  {"n":3,"c":"a"}
  d  {"n":2,"c":"a"}`);
  });

  it('draws the letters of a hot source and of a chat', () => {
    const messages = [
      getMessage(({ hot, expectObservable }) => {
        expectObservable(hot('-k-m', { k: 'one', m: 'two' })).toBe('-a-b', { a: 'one', b: 'three' });
      }),
      getMessage(({ chat, expectObservable }) => {
        const source = chat('-k-m', { k: 'one', m: 'two' }).pipe(contentDeltas());
        expectObservable(source).toBe('-a-b', { a: 'one', b: 'three' });
      }),
    ];

    for (const message of messages) expect(message).toContain('  actual    -a-m\n  expected  -a-b\n');
  });

  it('draws the letters of the sources for an expectation without marbles', () => {
    const message = getMessage(({ cold, expectObservable }) => {
      expectObservable(cold('-x', { x: 10 })).toEqual(cold('-y', { y: 20 }));
    });

    expect(message).toContain('  actual    -x\n  expected  -y\n\n  x  10\n  y  20');
  });

  it('draws letters that are surrogate pairs', () => {
    const message = getMessage(({ cold, expectObservable }) => {
      expectObservable(cold('-🙂-b|')).toBe('-🙂--b|');
    });

    expect(message).toContain('  actual    -🙂-b|\n  expected  -🙂--b|');
  });

  it('shows an unexpected error after the missing value', () => {
    const message = getMessage(({ expectObservable }) => {
      const transport = scriptedTransport('--a----');
      const client = new VeniceClient({ baseURL: 'http://test', transport, timeouts: { idle: 5000 } });
      const text$ = client.chat.completions
        .create({ model: 'default', messages: [{ role: 'user', content: 'Hi' }], stream: true })
        .pipe(contentDeltas());
      expectObservable(text$).toBe('--a-b|', { a: 'a', b: 'b' });
    });

    const error = 'APITimeoutError: no bytes within 5000 ms (timeouts.idle)';
    expect(message).toContain('at 4 ms "b" was expected, and did not come; at 5002 ms came the error ');
    expect(message).toContain(`came the error ${error}`);
    expect(message).toContain('  actual    --a 4999ms #\n  expected  --a-b|\n');
    expect(message).toContain(`  #  ${error}`);
  });

  it('shows both errors if they differ, and one error if only the time differs', () => {
    const [actual, expected] = [timeoutError('idle', 5000), timeoutError('total', 9000)];
    const differentErrors = getMessage(({ cold, expectObservable }) => {
      expectObservable(cold('-#', {}, actual)).toBe('-#', {}, expected);
    });
    const differentTimes = getMessage(({ cold, expectObservable }) => {
      expectObservable(cold('- 9s #', {}, actual)).toBe('-#', {}, actual);
    });

    expect(differentErrors).toContain(
      '  #  actual: APITimeoutError: no bytes within 5000 ms (timeouts.idle)',
    );
    expect(differentErrors).toContain(
      '  #  expected: APITimeoutError: the run was not finished within 9000 ms (timeouts.total)',
    );
    expect(differentTimes.match(/^ {2}#/gm)).toHaveLength(1);
    expect(differentTimes).toContain('came at 9001 ms instead of 1 ms');
  });

  it('does not mention an error that was expected', () => {
    const message = getMessage(({ cold, expectObservable }) => {
      expectObservable(cold('-a-#', undefined, timeoutError('idle', 5))).toBe(
        '-b-#',
        undefined,
        timeoutError('idle', 5),
      );
    });

    expect(message.split('\n')[0]).toBe('at 1 ms came "a" instead of "b"');
  });

  it('shows the field in which two errors differ', () => {
    const message = getMessage(({ cold, expectObservable }) => {
      const [actual, expected] = [1000, 2000].map((retryAfter) => apiError(429, { retryAfter }));
      expectObservable(cold('-#', {}, actual)).toBe('-#', {}, expected);
    });

    expect(message).toMatch(/^at 1 ms headers\.retry-after is "1" instead of "2"/);
  });

  it.each([
    ['-a', '-', 'at 1 ms came "a", which was not expected'],
    ['-', '-a', 'at 1 ms "a" was expected, and did not come'],
    ['-a-|', '---|', 'at 1 ms came "a", which was not expected'],
    ['---|', '-a-|', 'at 1 ms "a" was expected, and did not come'],
    ['-#', '-|', 'at 1 ms came the error "error" instead of the completion'],
    ['1s a', '2s a', '"a" came at 1000 ms instead of 2000 ms'],
  ])('for %s instead of %s contains the sentence %j', (actual, expected, sentence) => {
    const message = getMessage(({ cold, expectObservable }) => {
      expectObservable(cold(actual)).toBe(expected);
    });

    expect(message.split('\n')).toContain(sentence);
  });

  it('draws a long time without events as a duration', () => {
    const message = getMessage(({ cold, expectObservable }) => {
      expectObservable(cold('2s a 299ms (b|)')).toBe('a');
    });

    expect(message).toContain('  actual    2s a 299ms (b|)\n  expected  a');
  });

  it('lists events around the first difference if they are too many to draw', () => {
    const marbles = 'a'.repeat(300);
    const message = getMessage(({ cold, expectObservable }) => {
      expectObservable(cold(`${marbles}|`)).toBe(`${marbles}b|`);
    });

    expect(message).toContain(
      'actual\n  295 more\n     295 ms  "a"\n     296 ms  "a"\n     297 ms  "a"\n     298 ms  "a"\n' +
        '     299 ms  "a"\n>    300 ms  the completion\nexpected',
    );
  });

  it('draws subscriptions', () => {
    const message = getMessage(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-b-|');
      expectObservable(source, '^----!').toBe('-a-b-');
      expectObservable(source, '--^').toBe('---a-b-|');
      expectSubscriptions(source.subscriptions).toBe(['^----!', '--^']);
    });

    expect(message).toBe(`subscription 2 ended at 7 ms instead of never

  actual    ^----!
            --^----!
  expected  ^----!
            --^`);
  });

  it('shows the number of subscriptions if a subscription is missing', () => {
    const message = getMessage(({ cold, expectSubscriptions }) => {
      expectSubscriptions(cold('|').subscriptions).toBe('^');
    });

    expect(message).toBe('there were 0 subscriptions instead of 1\n\n  actual    none\n  expected  ^');
  });
});

describe('assertSame', () => {
  it("can be used with RxJS's TestScheduler", () => {
    const test = new TestScheduler(assertSame);

    expect(() => {
      test.run(({ cold, expectObservable }) => {
        expectObservable(cold('-a|').pipe()).toBe('--a|');
      });
    }).toThrow('"a" came at 1 ms instead of 2 ms');
  });

  it('compares values other than events, in all depths, and ignores undefined fields', () => {
    expect(() => {
      assertSame({ list: [1, { deep: 2 }] }, { list: [1, { deep: 3 }] });
    }).toThrow('list[1].deep is 2 instead of 3');
    expect(() => {
      assertSame(1, 2);
    }).toThrow('came 1 instead of 2');
    expect(() => {
      assertSame({ a: undefined, b: [1] }, { b: [1] });
    }).not.toThrow();
  });

  it.each([
    [[1, undefined], [1], 'length is 2 instead of 1'],
    [new URL('http://a/'), new URL('http://b/'), 'text is "http://a/" instead of "http://b/"'],
    [{ by: /a/ }, { by: /b/ }, 'by.text is "/a/" instead of "/b/"'],
  ])('throws for %p instead of %p', (actual, expected, message) => {
    expect(() => {
      assertSame(actual, expected);
    }).toThrow(message);
  });

  it('accepts an equal error of another copy of the package', () => {
    jest.isolateModules(() => {
      const other = jest.requireActual<typeof import('venice-rx/testing')>('venice-rx/testing');

      expect(other.apiError(429)).not.toBeInstanceOf(apiError(429).constructor);
      expect(() => {
        assertSame(other.apiError(429), apiError(429));
      }).not.toThrow();
      expect(() => {
        assertSame(other.apiError(429, { code: 'slow' }), apiError(429));
      }).toThrow();
    });
  });

  it('shows a value that contains itself as [object Object]', () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;

    expect(() => {
      inVirtualTime(({ chat, expectObservable }) => {
        expectObservable(chat('a').pipe(contentDeltas())).toBe('b', { b: circle });
      });
    }).toThrow('at 0 ms came "a" instead of [object Object]');
  });
});

function showCompletion(content: string, finishReason: string): string {
  const message = `{"role":"assistant","content":"${content}"}`;
  return `{"object":"chat.completion","choices":[{"index":0,"message":${message},"finish_reason":${finishReason}}]}`;
}

function getMessage(test: (helpers: VirtualTimeHelpers) => void): string {
  try {
    inVirtualTime(test);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the test did not fail');
}
