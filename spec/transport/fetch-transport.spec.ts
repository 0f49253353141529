import { lastValueFrom, materialize, toArray } from 'rxjs';
import { fetchTransport } from 'venice-rx';

const request = { method: 'GET', url: 'http://127.0.0.1:9/', headers: {} } as const;

/** Creates a body that never ends, and counts its reads. */
function createEndlessBody(): {
  body: ReadableStream<Uint8Array>;
  reads: () => number;
  isCancelled: () => boolean;
} {
  let reads = 0;
  let isCancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      reads += 1;
      controller.enqueue(new Uint8Array([reads]));
    },
    cancel: () => {
      isCancelled = true;
    },
  });
  return { body, reads: () => reads, isCancelled: () => isCancelled };
}

describe('fetchTransport with a custom fetch', () => {
  it('fails with an APIConnectionError if fetch throws, or returns a locked body', async () => {
    const throwing = fetchTransport({
      fetch: () => {
        throw new Error('boom');
      },
    });
    const locked = new Response('text');
    locked.body?.getReader();
    const reading = fetchTransport({ fetch: () => Promise.resolve(locked) });

    await expect(lastValueFrom(throwing(request))).rejects.toMatchObject({ name: 'APIConnectionError' });
    await expect(lastValueFrom(reading(request))).rejects.toMatchObject({ name: 'APIConnectionError' });
  });

  it('stops reading and cancels the body on unsubscribe, even if fetch ignores the signal', async () => {
    const { body, reads, isCancelled } = createEndlessBody();
    const transport = fetchTransport({ fetch: () => Promise.resolve(new Response(body)) });
    await new Promise<void>((resolve) => {
      const subscription = transport(request).subscribe({
        next: ({ type }) => {
          if (type !== 'data' || reads() < 3) return;
          subscription.unsubscribe();
          resolve();
        },
      });
    });
    const readsBefore = reads();
    await new Promise((resolve) => setImmediate(resolve));

    expect(isCancelled()).toBe(true);
    expect(reads()).toBe(readsBefore);
  });

  it('does not call fetch for a subscriber that unsubscribes synchronously', async () => {
    let calls = 0;
    const transport = fetchTransport({
      fetch: () => {
        calls += 1;
        return Promise.resolve(new Response(''));
      },
    });
    transport(request).subscribe().unsubscribe();
    await new Promise((resolve) => setImmediate(resolve));
    expect(calls).toBe(0);

    const events = await lastValueFrom(transport(request).pipe(materialize(), toArray()));
    expect(events.map(({ kind }) => kind)).toEqual(['N', 'C']);
    expect(calls).toBe(1);
  });

  it('emits an error without the bytes that the platform could not parse', async () => {
    const parserError = Object.assign(new Error('bad chunk'), { code: 'HPE_INVALID', data: 'secret answer' });
    const transport = fetchTransport({
      fetch: () => Promise.reject(new TypeError('terminated', { cause: parserError })),
    });

    await expect(lastValueFrom(transport(request))).rejects.toMatchObject({
      code: 'HPE_INVALID',
      cause: { message: 'terminated', cause: { message: 'bad chunk', code: 'HPE_INVALID' } },
    });
    await expect(lastValueFrom(transport(request))).rejects.not.toHaveProperty('cause.cause.data');
  });
});
