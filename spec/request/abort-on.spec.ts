import { getEventListeners } from 'node:events';
import { EMPTY, NEVER, Observable, type Subscription, catchError, of, throwError } from 'rxjs';
import { RequestAbortedError } from 'venice-rx';
import { withSubscriber } from '../../src/subscribers/with-subscriber.js';
import { abortOn } from '../../src/request/abort-on.js';

describe('abortOn', () => {
  it('fails a run when the signal aborts, with the reason of the signal as `cause`', () => {
    const controller = new AbortController();
    const errors: unknown[] = [];
    NEVER.pipe(withSubscriber((run) => abortOn(run, controller.signal))).subscribe({
      error: (error: unknown) => errors.push(error),
    });
    controller.abort('enough');

    expect(errors).toHaveLength(1);
    expect(errors[0]).toBeInstanceOf(RequestAbortedError);
    expect(errors[0]).toMatchObject({ cause: 'enough', isRetryable: false });
  });

  it('fails a run immediately if the signal has already aborted, without a subscription to its source', () => {
    let isSubscribed = false;
    const source = new Observable(() => void (isSubscribed = true));
    const errors: unknown[] = [];
    source
      .pipe(withSubscriber((run) => abortOn(run, AbortSignal.abort())))
      .subscribe({ error: (error: unknown) => errors.push(error) });

    expect(isSubscribed).toBe(false);
    expect(errors).toHaveLength(1);
  });

  it.each([
    ['completion', EMPTY],
    ['an error', throwError(() => new Error('fault'))],
    ['a value and completion', of(1)],
  ])('removes its listener after %s', (_name, source) => {
    const { signal } = new AbortController();
    source.pipe(withSubscriber((run) => abortOn(run, signal))).subscribe({ error: () => undefined });

    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('removes its listener when the subscriber unsubscribes', () => {
    const { signal } = new AbortController();
    const subscription = NEVER.pipe(withSubscriber((run) => abortOn(run, signal))).subscribe();

    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    subscription.unsubscribe();
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('adds one listener to a signal for a thousand runs, and removes it after the last run', () => {
    const controller = new AbortController();
    const errors: unknown[] = [];
    const runs = Array.from({ length: 1000 }, () =>
      NEVER.pipe(withSubscriber((run) => abortOn(run, controller.signal))).subscribe({
        error: (error: unknown) => errors.push(error),
      }),
    );

    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    for (const run of runs.slice(1)) run.unsubscribe();
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    controller.abort();
    expect(errors).toHaveLength(1);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  it('fails all runs with the same signal, each with its own error', () => {
    const controller = new AbortController();
    const errors: unknown[] = [];
    for (let run = 0; run < 3; run += 1)
      NEVER.pipe(withSubscriber((run) => abortOn(run, controller.signal))).subscribe({
        error: (error: unknown) => errors.push(error),
      });
    controller.abort('enough');

    expect(new Set(errors).size).toBe(3);
    expect(errors).toMatchObject([{ cause: 'enough' }, { cause: 'enough' }, { cause: 'enough' }]);
  });

  it('adds a listener again for a run that starts after the last one has ended', () => {
    const controller = new AbortController();
    const errors: unknown[] = [];
    const start = (): Subscription =>
      NEVER.pipe(withSubscriber((run) => abortOn(run, controller.signal))).subscribe({
        error: (error: unknown) => errors.push(error),
      });
    start().unsubscribe();
    start();
    controller.abort();

    expect(errors).toHaveLength(1);
  });

  it('immediately fails a run that starts during the abort', () => {
    const controller = new AbortController();
    const errors: unknown[] = [];
    const listen = { error: (error: unknown) => errors.push(error) };
    NEVER.pipe(
      withSubscriber((run) => abortOn(run, controller.signal)),
      catchError(() => NEVER.pipe(withSubscriber((run) => abortOn(run, controller.signal)))),
    ).subscribe(listen);
    controller.abort();

    expect(errors).toHaveLength(1);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });
});
