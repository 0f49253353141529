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

describe('limits and a circuit breaker of the application', () => {
  it('can be objects of a class', async () => {
    class Counter {
      readonly state = EMPTY;
      readonly circuits = EMPTY;
      count = 0;

      intercept(...[asked, next]: Parameters<ChatInterceptor>): Observable<ChatValue> {
        this.count += 1;
        return next(asked);
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
  it('stand around a request in their order, once for each subscription', async () => {
    const order: string[] = [];
    const named =
      (name: string): ChatInterceptor =>
      (asked, next) => {
        order.push(`${name} asks`);
        return next(asked).pipe(tap({ complete: () => order.push(`${name} hears`) }));
      };
    const { client } = clientWith(named('outer'), named('inner'));
    const answer = client.chat.completions.create(request).pipe(toContent());

    expect(order).toEqual([]);
    await lastValueFrom(answer);
    await lastValueFrom(answer);
    const once = ['outer asks', 'inner asks', 'inner hears', 'outer hears'];
    expect(order).toEqual([...once, ...once]);
  });

  it('change the request before it is checked and sent', async () => {
    const { client, requests } = clientWith((asked, next) => next({ ...asked, model: 'other' }));
    await lastValueFrom(client.chat.completions.create({ ...request, model: '' }));

    expect(JSON.parse(String(requests[0]?.body ?? ''))).toMatchObject({ model: 'other' });
  });

  it('answer themselves, and then nothing is sent', async () => {
    const { client, requests } = clientWith(() => of<ChatValue[]>(chunk('cached'), finish()));

    await expect(lastValueFrom(client.chat.completions.create(request).pipe(toContent()))).resolves.toBe(
      'cached',
    );
    expect(requests).toEqual([]);
  });

  it('see a completion in one piece too', async () => {
    const seen: string[] = [];
    const transport = scripted(of(head(), bytes('{"choices":[]}'))).transport;
    const interceptor: ChatInterceptor = (asked, next) =>
      next(asked).pipe(tap(({ object }) => seen.push(object)));
    const client = new VeniceClient({ baseURL: 'http://localhost', transport, interceptors: [interceptor] });
    await firstValueFrom(client.chat.completions.create({ ...request, stream: false }));

    expect(seen).toEqual(['chat.completion']);
  });

  it('fail a run when they throw or fail', async () => {
    const fault = new Error('fault');
    const throwing = clientWith(() => {
      throw fault;
    });
    const failing = clientWith(() => throwError(() => fault));

    await expect(lastValueFrom(throwing.client.chat.completions.create(request))).rejects.toBe(fault);
    await expect(lastValueFrom(failing.client.chat.completions.create(request))).rejects.toBe(fault);
  });

  it('leave the head to those that observe it, and an empty one where they answer themselves', async () => {
    const { client } = clientWith((asked) =>
      asked.stream
        ? EMPTY
        : of<ChatValue>({ id: '', object: 'chat.completion', created: 0, model: '', choices: [] }),
    );
    const response = client.chat.completions.create({ ...request, stream: false }, { observe: 'response' });

    await expect(
      firstValueFrom(response.pipe(map(({ status, headers }) => [status, headers]))),
    ).resolves.toEqual([200, {}]);
  });
});
