import { getEventListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { NEVER, type Observable, Subject, concat, of } from 'rxjs';
import type { ChatCompletionChunk } from 'venice-rx';
import { toWebResponse } from 'venice-rx/relay';
import { chunk } from 'venice-rx/testing';

const endless = (): Observable<ChatCompletionChunk> => concat(of(chunk('a')), NEVER);

describe('a signal that aborts after the response has been returned', () => {
  it.each<[string, (signal: AbortSignal) => AbortSignal | readonly AbortSignal[]]>([
    ['alone', (signal) => signal],
    ['combined by AbortSignal.any', (signal) => AbortSignal.any([new AbortController().signal, signal])],
    ['the first of several', (signal) => [signal, new AbortController().signal]],
    ['the last of several', (signal) => [new AbortController().signal, signal]],
  ])('fails the body with its reason: %s', async (_how, toSignal) => {
    const controller = new AbortController();
    const chunks = new Subject<ChatCompletionChunk>();
    const response = await toWebResponse(() => concat(of(chunk('a')), chunks), {
      signal: toSignal(controller.signal),
    });
    const text = response.text();
    controller.abort(new Error('too late'));

    await expect(text).rejects.toThrow('too late');
    expect(chunks.observed).toBe(false);
  });

  it('fails an unread body whose chat has ended', async () => {
    const controller = new AbortController();
    const response = await toWebResponse(() => of(chunk('a')), { signal: [controller.signal] });
    controller.abort(new Error('too late'));

    await expect(response.text()).rejects.toThrow('too late');
  });

  it('fails the body also if the signal is a timeout without other references, after a garbage collection', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const request = new AbortController();
    // In a separate function, so that no variable refers to the signal after it has returned.
    const start = async (): Promise<Promise<string>[]> => {
      const response = await toWebResponse(endless, { signal: [request.signal, AbortSignal.timeout(200)] });
      return [response.text()];
    };
    const [text] = await start();
    await setImmediate();
    collect();

    await expect(text).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});

it('requests no chat if one of several signals has already aborted', async () => {
  let requests = 0;
  const response = await toWebResponse(() => ((requests += 1), endless()), {
    signal: [new AbortController().signal, AbortSignal.abort()],
  });

  expect([response.status, requests]).toEqual([499, 0]);
});

it('removes its listeners from all signals when the body has been read', async () => {
  const controllers = [new AbortController(), new AbortController()];
  const response = await toWebResponse(() => of(chunk('a')), {
    signal: controllers.map(({ signal }) => signal),
  });
  await response.text();

  expect(controllers.map(({ signal }) => getEventListeners(signal, 'abort').length)).toEqual([0, 0]);
});
