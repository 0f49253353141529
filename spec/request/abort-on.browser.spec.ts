import { NEVER, type Subscription } from 'rxjs';
import { withSubscriber } from '../../src/subscribers/with-subscriber.js';
import { abortOn } from '../../src/request/abort-on.browser.js';

function runWith(signal: AbortSignal): { readonly errors: unknown[]; readonly run: Subscription } {
  const errors: unknown[] = [];
  const source = NEVER.pipe(
    withSubscriber((run) => {
      abortOn(run, signal);
    }),
  );
  return { errors, run: source.subscribe({ error: (error: unknown) => errors.push(error) }) };
}

describe('abortOn in browsers', () => {
  it('fails a run when its signal aborts, and removes its listener at the end of the run', () => {
    const controller = new AbortController();
    const add = jest.spyOn(controller.signal, 'addEventListener');
    const remove = jest.spyOn(controller.signal, 'removeEventListener');
    const first = runWith(controller.signal);
    const second = runWith(controller.signal);
    first.run.unsubscribe();

    controller.abort('reason');
    const late = runWith(controller.signal);

    expect(first.errors).toEqual([]);
    for (const { errors } of [second, late])
      expect(errors).toMatchObject([{ name: 'RequestAbortedError', cause: 'reason' }]);
    expect(remove.mock.calls).toEqual(add.mock.calls);
  });
});
