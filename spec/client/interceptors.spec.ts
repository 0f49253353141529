import { EMPTY, type Observable, firstValueFrom, lastValueFrom, map, of, tap, throwError } from 'rxjs';
import { type ChatInterceptor, type ChatValue, VeniceClient, toContent } from 'venice-rx';
import { bytes, chunk, finish } from 'venice-rx/testing';
import { head, hello, scripted } from '../support/replies.js';

const request = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], stream: true } as const;

function clientWith(
  ...interceptors: ChatInterceptor[]
): ReturnType<typeof scripted> & { client: VeniceClient } {
  const replies = scripted(hello());
  return {
    ...replies,
    client: new VeniceClient({ baseURL: 'http://localhost', transport: replies.transport, interceptors }),
  };
}

describe('limits and a circuit breaker of the caller', () => {
  it('can be instances of a class', async () => {
    class Counter {
      readonly state = EMPTY;
      readonly circuits = EMPTY;
      count = 0;

      intercept(...[received, next]: Parameters<ChatInterceptor>): Observable<ChatValue> {
        this.count += 1;
        return next(received);
      }
    }
    const [limits, circuitBreaker] = [new Counter(), new Counter()];
    const { transport } = scripted(hello());
    const client = new VeniceClient({ baseURL: 'http://localhost', transport, limits, circuitBreaker });

    expect(await lastValueFrom(client.chat.completions.create(request).pipe(toContent()))).toBe('Hello');
    expect([limits.count, circuitBreaker.count]).toEqual([1, 1]);
  });
});

describe('interceptors', () => {
  it('wrap a request in their order, for each subscription', async () => {
    const order: string[] = [];
    const named =
      (name: string): ChatInterceptor =>
      (received, next) => {
        order.push(`${name} request`);
        return next(received).pipe(tap({ complete: () => order.push(`${name} complete`) }));
      };
    const { client } = clientWith(named('outer'), named('inner'));
    const answer = client.chat.completions.create(request).pipe(toContent());

    expect(order).toEqual([]);
    await lastValueFrom(answer);
    await lastValueFrom(answer);
    const once = ['outer request', 'inner request', 'inner complete', 'outer complete'];
    expect(order).toEqual([...once, ...once]);
  });

  it('can change the request before it is validated and sent', async () => {
    const { client, requests } = clientWith((received, next) => next({ ...received, model: 'other' }));
    await lastValueFrom(client.chat.completions.create({ ...request, model: '' }));

    expect(JSON.parse(String(requests[0]?.body ?? ''))).toMatchObject({ model: 'other' });
  });

  it('can answer without the server; then nothing is sent', async () => {
    const { client, requests } = clientWith(() => of<ChatValue[]>(chunk('cached'), finish()));

    await expect(lastValueFrom(client.chat.completions.create(request).pipe(toContent()))).resolves.toBe(
      'cached',
    );
    expect(requests).toEqual([]);
  });

  it('also receive the completion of a request without `stream`', async () => {
    const objects: string[] = [];
    const transport = scripted(of(head(), bytes('{"choices":[]}'))).transport;
    const interceptor: ChatInterceptor = (received, next) =>
      next(received).pipe(tap(({ object }) => objects.push(object)));
    const client = new VeniceClient({ baseURL: 'http://localhost', transport, interceptors: [interceptor] });
    await firstValueFrom(client.chat.completions.create({ ...request, stream: false }));

    expect(objects).toEqual(['chat.completion']);
  });

  it('fail a run when they throw, or when their Observable fails', async () => {
    const fault = new Error('fault');
    const throwing = clientWith(() => {
      throw fault;
    });
    const failing = clientWith(() => throwError(() => fault));

    await expect(lastValueFrom(throwing.client.chat.completions.create(request))).rejects.toBe(fault);
    await expect(lastValueFrom(failing.client.chat.completions.create(request))).rejects.toBe(fault);
  });

  it('that answer without the server leave a head with status 200 and without headers', async () => {
    const { client } = clientWith((received) =>
      received.stream
        ? EMPTY
        : of<ChatValue>({ id: '', object: 'chat.completion', created: 0, model: '', choices: [] }),
    );
    const response = client.chat.completions.create({ ...request, stream: false }, { observe: 'response' });

    await expect(
      firstValueFrom(response.pipe(map(({ status, headers }) => [status, headers]))),
    ).resolves.toEqual([200, {}]);
  });
});
