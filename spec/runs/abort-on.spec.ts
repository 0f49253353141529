import { getEventListeners } from 'node:events';
import { EMPTY, NEVER, Observable, of, throwError } from 'rxjs';
import { RequestAbortedError } from 'venice-rx';
import { abortOn } from '../../src/runs/abort-on.js';

describe('abortOn', () => {
  it('fails with the reason of the signal as cause', () => {
    const controller = new AbortController();
    const errors: unknown[] = [];
    NEVER.pipe(abortOn(controller.signal)).subscribe({ error: (error: unknown) => errors.push(error) });
    controller.abort('enough');

    expect(errors).toHaveLength(1);
    expect(errors[0]).toBeInstanceOf(RequestAbortedError);
    expect(errors[0]).toMatchObject({ cause: 'enough', isRetryable: false });
  });

  it('subscribes to nothing when the signal has aborted already', () => {
    let isSubscribed = false;
    const source = new Observable(() => void (isSubscribed = true));
    const errors: unknown[] = [];
    source.pipe(abortOn(AbortSignal.abort())).subscribe({ error: (error: unknown) => errors.push(error) });

    expect(isSubscribed).toBe(false);
    expect(errors).toHaveLength(1);
  });

  it.each([
    ['completion', EMPTY],
    ['an error', throwError(() => new Error('fault'))],
    ['a value and completion', of(1)],
  ])('takes its listener off after %s', (_name, source) => {
    const { signal } = new AbortController();
    source.pipe(abortOn(signal)).subscribe({ error: () => undefined });

    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('takes its listener off when the subscriber leaves', () => {
    const { signal } = new AbortController();
    const subscription = NEVER.pipe(abortOn(signal)).subscribe();

    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    subscription.unsubscribe();
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});
