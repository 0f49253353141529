import { getEventListeners } from 'node:events';
import { lastValueFrom } from 'rxjs';
import { RequestAbortedError } from 'venice-rx';
import { places } from '../places.js';
import { question } from '../question.js';
import { Recording } from '../recording.js';
import type { OpenRoute } from '../route.js';

/** The option `signal` ends a run like unsubscribing, but with an error. */
export function describeAborting(open: OpenRoute): void {
  const listeners = ({ signal }: AbortController): number => getEventListeners(signal, 'abort').length;

  it('ends the run with the reason, closes the socket and removes its listener', async () => {
    await using route = await open({ stop: { place: places.midChunk } });
    const { proxy } = route;
    const controller = new AbortController();
    const recording = new Recording(route.client.chat.completions.create(question, controller));
    await proxy.when(() => places.midChunk.test(route.body));
    expect(listeners(controller)).toBe(1);

    const reason = new Error('enough');
    controller.abort(reason);
    await proxy.when(() => proxy.usedConnections === 0);

    expect(recording.error).toBeInstanceOf(RequestAbortedError);
    expect((recording.error as RequestAbortedError).cause).toBe(reason);
    expect(listeners(controller)).toBe(0);
  });

  it('sends nothing when the signal has aborted already', async () => {
    await using route = await open();
    const recording = new Recording(
      route.client.chat.completions.create(question, { signal: AbortSignal.abort('before') }),
    );
    await lastValueFrom(route.client.chat.completions.create(question));

    expect(recording.error).toBeInstanceOf(RequestAbortedError);
    expect((recording.error as RequestAbortedError).cause).toBe('before');
    expect(route.proxy.requests).toBe(1);
  });

  it('leaves no listener on the signal after a complete answer, nor after unsubscribing', async () => {
    await using route = await open();
    const controller = new AbortController();
    const source = route.client.chat.completions.create(question, controller);
    await lastValueFrom(source);
    expect(listeners(controller)).toBe(0);

    const { subscription } = new Recording(source);
    expect(listeners(controller)).toBe(1);
    subscription.unsubscribe();

    expect(listeners(controller)).toBe(0);
  });
}
