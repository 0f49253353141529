import { TestScheduler } from 'rxjs/testing';
import { accumulate, contentDeltas } from 'venice-rx';
import {
  apiError,
  assertSame,
  chunk,
  completion,
  inVirtualTime,
  type VirtualTimeHelpers,
} from 'venice-rx/testing';

describe('the message of an expectation that is not met', () => {
  it('draws what came below what was expected', () => {
    const message = getMessage(({ cold, expectObservable }) => {
      expectObservable(cold('--a-b|')).toBe('-a--b|');
    });

    expect(message).toBe(`"a" came at 2 ms instead of 1 ms

  actual    --a-b|
  expected  -a--b|`);
  });

  it('names the field that differs, and says what the letters stand for', () => {
    const message = getMessage(({ chat, expectObservable }) => {
      const values = { a: completion(chunk('Hel')), b: completion('Hello') };
      expectObservable(chat('-a--|', { a: 'Hel' }).pipe(accumulate())).toBe('-a--(b|)', values);
    });

    expect(message).toBe(`at 4 ms choices[0].message.content is "Hel" instead of "Hello"

  actual    -a--(b|)
  expected  -a--(c|)

  a  ${shown('Hel', 'null')}
  b  ${shown('Hel', '"stop"')}
  c  ${shown('Hello', '"stop"')}`);
  });

  it('tells errors apart by their fields', () => {
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
  ])('says of %s instead of %s what is the matter', (actual, expected, sentence) => {
    const message = getMessage(({ cold, expectObservable }) => {
      expectObservable(cold(actual)).toBe(expected);
    });

    expect(message.split('\n')).toContain(sentence);
  });

  it('writes long pauses as times, as a test does', () => {
    const message = getMessage(({ cold, expectObservable }) => {
      expectObservable(cold('2s a 299ms (b|)')).toBe('a');
    });

    expect(message).toContain('  actual    2s a 299ms (b|)\n  expected  a');
  });

  it('lists what is too long to be drawn, around the first difference', () => {
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

  it('counts subscriptions that are missing', () => {
    const message = getMessage(({ cold, expectSubscriptions }) => {
      expectSubscriptions(cold('|').subscriptions).toBe('^');
    });

    expect(message).toBe('there were 0 subscriptions instead of 1\n\n  actual    none\n  expected  ^');
  });
});

describe('assertSame', () => {
  it('serves a TestScheduler of your own', () => {
    const test = new TestScheduler(assertSame);

    expect(() => {
      test.run(({ cold, expectObservable }) => {
        expectObservable(cold('-a|').pipe()).toBe('--a|');
      });
    }).toThrow('"a" came at 1 ms instead of 2 ms');
  });

  it('compares any two values', () => {
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
  ])('tells %p from %p', (actual, expected, message) => {
    expect(() => {
      assertSame(actual, expected);
    }).toThrow(message);
  });

  it('takes errors of two copies of the package for the same', () => {
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

  it('shows a value that holds itself', () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;

    expect(() => {
      inVirtualTime(({ chat, expectObservable }) => {
        expectObservable(chat('a').pipe(contentDeltas())).toBe('b', { b: circle });
      });
    }).toThrow('at 0 ms came "a" instead of [object Object]');
  });
});

function shown(content: string, finishReason: string): string {
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
