import { contentDeltas, isVeniceError } from 'venice-rx';
import {
  apiError,
  chunk,
  cut,
  finish,
  inVirtualTime,
  reasoning,
  sse,
  truncatedError,
  type VirtualTimeHelpers,
} from 'venice-rx/testing';

describe('a chat as marbles', () => {
  it('is a chunk for each letter, and finish_reason and [DONE] at its end', () => {
    inVirtualTime(({ chat, expectObservable, expectSubscriptions }) => {
      const source = chat('-a-b-|', { a: 'Hel', b: reasoning('Hm') });
      const sourceSubs = '  ^----!';
      const expected = '    -a-b-(f|)';

      expectObservable(source).toBe(expected, { a: chunk('Hel'), b: reasoning('Hm'), f: finish() });
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it('has no second finish_reason where it names one', () => {
    inVirtualTime(({ chat, expectObservable }) => {
      const source = chat('-a-f-|', { f: finish('length') });
      const expected = '   -a-f-|';

      expectObservable(source).toBe(expected, { a: chunk('a'), f: finish('length') });
    });
  });

  it('fails with a status before the first letter, and inside the stream after it', () => {
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

  it('is parsed as any answer: bytes that are no chunk are an error', () => {
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
  it('returns what the test returns', () => {
    expect(inVirtualTime(() => 5)).toBe(5);
  });

  it('refuses a test that is async, whose expectations would come too late', () => {
    expect(() => inVirtualTime(() => Promise.resolve())).toThrow(
      '`test` of inVirtualTime must not be async, as nothing is awaited',
    );
  });

  it('refuses an expectation that expects nothing', () => {
    const failure = getFailure(({ chat, expectObservable }) => {
      expectObservable(chat('-a|'));
    });

    expect(failure.message).toBe('toBe or toEqual is missing here');
    expect(failure.stack).toMatch(/^Error: toBe or toEqual is missing here\n.*in-virtual-time\.spec/);
  });

  it('fails at the line of the expectation that is not met', () => {
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

  it('counts the expectations behind a flush in the middle', () => {
    const failure = getFailure(({ cold, expectObservable, flush }) => {
      expectObservable(cold('a')).toBe('a');
      flush();
      expectObservable(cold('b')).toBe('c');
    });

    expect(failure.message).toMatch(/^at 0 ms came "b" instead of "c"/);
  });
});

function getFailure(test: (helpers: VirtualTimeHelpers) => void): Error {
  try {
    inVirtualTime(test);
  } catch (error) {
    return error as Error;
  }
  throw new Error('the test did not fail');
}
