import { Subject, of } from 'rxjs';
import { type ChatCompletionChunk, contentDeltas, fallbackTo } from 'venice-rx';
import { apiError, chunk, finish, inVirtualTime, role } from 'venice-rx/testing';

const values = { r: role(), a: chunk('a'), b: chunk('b'), f: finish() };

describe('fallbackTo', () => {
  it('passes on an answer, and does not subscribe to the fallback', () => {
    inVirtualTime(({ chat, expectObservable, expectSubscriptions }) => {
      const source = chat('-r-a---b|', values);
      const sourceSubs = ' ^-------!';
      const other = chat(' -b|');
      const expected = '   ---(ra)b(f|)';

      const result = source.pipe(fallbackTo(other));

      expectObservable(result).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      expectSubscriptions(other.subscriptions).toBe([]);
    });
  });

  it('subscribes to the fallback when the answer fails before its first output, and emits none of its chunks', () => {
    inVirtualTime(({ chat, expectObservable, expectSubscriptions }) => {
      const source = chat('-r-#', values, apiError(503));
      const sourceSubs = ' ^--!';
      const other = chat(' -r-b|', values);
      const otherSubs = '  ---^---!';
      const expected = '   ----r-b(f|)';

      const result = source.pipe(fallbackTo(other));

      expectObservable(result).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      expectSubscriptions(other.subscriptions).toBe(otherSubs);
    });
  });

  it('keeps the order if the source emits while the buffered chunks are emitted', () => {
    const source = new Subject<ChatCompletionChunk>();
    const received: ChatCompletionChunk[] = [];

    source.pipe(fallbackTo(of(values.b))).subscribe((value) => {
      received.push(value);
      if (value === values.r) source.next(values.b);
    });
    source.next(values.r);
    source.next(values.a);

    expect(received).toEqual([values.r, values.a, values.b]);
  });

  it('passes on an error after the first output', () => {
    inVirtualTime(({ chat, expectObservable, expectSubscriptions }) => {
      const source = chat('-a-#', values, apiError(503));
      const other = chat(' -b|');
      const expected = '   -a-#';

      const result = source.pipe(fallbackTo(other));

      expectObservable(result).toBe(expected, values, apiError(503, { inBand: true }));
      expectSubscriptions(other.subscriptions).toBe([]);
    });
  });

  it('does not replace an empty answer', () => {
    inVirtualTime(({ chat, expectObservable, expectSubscriptions }) => {
      const source = chat('-r-|', values);
      const other = chat(' -b|');
      const expected = '   ---(rf|)';

      const result = source.pipe(fallbackTo(other));

      expectObservable(result).toBe(expected, values);
      expectSubscriptions(other.subscriptions).toBe([]);
    });
  });

  it.each([
    [apiError(404), true],
    [apiError(410), true],
    [apiError(403), true],
    [apiError(422), true],
    [apiError(429), true],
    [apiError(500), true],
    [apiError(400, { code: 'context_length_exceeded' }), true],
    [apiError(400), false],
    [apiError(401), false],
    [apiError(402), false],
    [new Error('a mistake'), false],
  ])('replaces an answer that fails with %s, by default: %s', (error, isReplaced) => {
    inVirtualTime(({ cold, expectObservable }) => {
      const result = cold('#', {}, error).pipe(fallbackTo(of('b')));

      if (isReplaced) expectObservable(result).toBe('(b|)');
      else expectObservable(result).toBe('#', {}, error);
    });
  });

  it('recognizes a ContextLengthExceededError of another copy of the package', () => {
    jest.isolateModules(() => {
      const other = jest.requireActual<typeof import('venice-rx/testing')>('venice-rx/testing');
      const error = other.apiError(400, { code: 'context_length_exceeded' });

      inVirtualTime(({ cold, expectObservable }) => {
        expectObservable(cold('#', {}, error).pipe(fallbackTo(of('b')))).toBe('(b|)');
      });
    });
  });

  it('calls a function with the error, if `when` returns true for the error', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const source = cold('-#', {}, new Error('a mistake'));

      const result = source.pipe(fallbackTo((error) => of(String(error)), { when: () => true }));

      expectObservable(result).toBe('-(a|)', { a: 'Error: a mistake' });
    });
  });

  it('cancels the fallback when it is unsubscribed', () => {
    inVirtualTime(({ chat, expectObservable, expectSubscriptions }) => {
      const source = chat('-#');
      const other = chat(' -b-');
      const otherSubs = ' -^--!';
      const unsub = '     ----!';

      const result = source.pipe(fallbackTo(other), contentDeltas());

      expectObservable(result, unsub).toBe('--b--');
      expectSubscriptions(other.subscriptions).toBe(otherSubs);
    });
  });
});
