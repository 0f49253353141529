import {
  EMPTY,
  NEVER,
  type Observable,
  asyncScheduler,
  concat,
  defer,
  firstValueFrom,
  lastValueFrom,
  of,
  timer,
  map,
} from 'rxjs';
import { VeniceClient } from 'venice-rx';
import { bytes, inVirtualTime } from 'venice-rx/testing';
import { head, hello, scripted } from '../support/replies.js';
import { inspectEverything } from './inspect-everything.js';

const request = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], stream: true } as const;

/** Without `partitionBy`, the client calls the function `apiKey` before the limits; with `partitionBy`, after them. */
const optionsForBothOrders = [{}, { partitionBy: () => '' }];

function clientWith(
  apiKey: () => string | Observable<string> | PromiseLike<string>,
): ReturnType<typeof scripted> & { client: VeniceClient } {
  const replies = scripted(hello());
  return { ...replies, client: new VeniceClient({ apiKey, transport: replies.transport }) };
}

describe('apiKey as a function', () => {
  it.each<[string, () => string | Observable<string> | PromiseLike<string>]>([
    ['a string', () => 'key-1'],
    ['a string with white space around it', () => ' key-1\n'],
    ['an Observable', () => of('key-1', 'key-2')],
    ['a Promise', () => Promise.resolve('key-1')],
  ])('may return the key as %s', async (_name, apiKey) => {
    const { client, requests } = clientWith(apiKey);
    await lastValueFrom(client.chat.completions.create(request));

    expect(requests[0]?.headers['authorization']).toBe('Bearer key-1');
  });

  it.each<[string, unknown, string]>([
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a number', 1234567890, 'a number'],
    ['a boolean', false, 'a boolean'],
    ['an object', { key: 'secret-key' }, 'an object'],
    ['a function', () => 'secret-key', 'a function'],
    ['a String object', new String('secret-key'), 'an object'],
    ['an array of strings', ['secret-key', 'another'], 'an array'],
    ['a Promise of undefined', Promise.resolve(undefined), 'undefined'],
    ['a Promise of an Observable', Promise.resolve(of('secret-key')), 'an Observable'],
    ['an Observable of a number', of(1234567890), 'a number'],
    ['an Observable of an array', of(['secret-key']), 'an array'],
    ['bytes', new TextEncoder().encode('secret-key'), 'an object'],
  ])('fails the run with an error that shows no key if it returns %s', async (_name, returned, received) => {
    const { client, requests } = clientWith(() => returned as string);
    const error = await lastValueFrom(client.chat.completions.create(request)).catch(
      (fault: unknown) => fault,
    );

    expect(error).toEqual(
      new TypeError(
        `\`apiKey\` must return a string, or a Promise or an Observable of one; received ${received}`,
      ),
    );
    expect(inspectEverything(error)).not.toMatch(/secret|1234567890/);
    expect(requests).toEqual([]);
  });

  it.each([
    '',
    ' ',
    'secret key',
    'secret\nkey',
    'secret\0key',
    'secret\u007fkey',
    'secr\u00e9t-key',
    'Bearer secret-key',
  ])(
    'fails the run with an error that shows no key if the key is %j, also in an Observable or a Promise',
    async (key) => {
      for (const form of [(): string => key, () => of(key), () => Promise.resolve(key)]) {
        const { client, requests } = clientWith(form);
        const error = await lastValueFrom(client.chat.completions.create(request)).catch(
          (fault: unknown) => fault,
        );

        expect(error).toBeInstanceOf(TypeError);
        expect((error as Error).message).toMatch(
          /^`apiKey` must be printable ASCII without spaces; received a string$/,
        );
        expect(inspectEverything(error)).not.toMatch(/secr/);
        expect(requests).toEqual([]);
      }
    },
  );

  it('is called once for an attempt, even if an interceptor sends the request twice', async () => {
    let calls = 0;
    const { transport, requests } = scripted(hello());
    for (const options of optionsForBothOrders) {
      const client = new VeniceClient({
        ...options,
        transport,
        apiKey: () => `key-${(calls += 1)}`,
        interceptors: [(received, next) => concat(next(received), next(received))],
      });
      await lastValueFrom(client.chat.completions.create(request));
    }

    expect(requests.map(({ headers }) => headers['authorization'])).toEqual([
      'Bearer key-1',
      'Bearer key-1',
      'Bearer key-2',
      'Bearer key-2',
    ]);
  });

  it('returns the key for other routes, too', async () => {
    const { transport, requests } = scripted(of(head(200, {}), bytes('{"data":[]}')));
    const client = new VeniceClient({ transport, apiKey: () => 'key-1' });
    await lastValueFrom(client.models.list());

    expect(requests[0]?.headers['authorization']).toBe('Bearer key-1');
  });

  it('fails the run if it returns no key within `timeouts.headers`', () => {
    for (const options of optionsForBothOrders) {
      const errors: string[] = [];
      inVirtualTime(() => {
        const { transport } = scripted(hello());
        const client = new VeniceClient({ ...options, transport, apiKey: () => NEVER });
        client.chat.completions.create(request, { timeouts: { headers: 5 } }).subscribe({
          error: (error: unknown) => errors.push(`${asyncScheduler.now()} ${(error as Error).message}`),
        });
      });

      expect(errors).toEqual(['5 no response headers within 5 ms (timeouts.headers)']);
    }
  });

  it('is called for every subscription, and not before', async () => {
    let calls = 0;
    const { client, requests } = clientWith(() => of(`key-${(calls += 1)}`));
    const answer = client.chat.completions.create(request);

    expect(calls).toBe(0);
    await lastValueFrom(answer);
    await lastValueFrom(answer);
    expect(requests.map(({ headers }) => headers['authorization'])).toEqual(['Bearer key-1', 'Bearer key-2']);
  });

  it('returns an Observable that is unsubscribed from together with the run, before anything is sent', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const key = cold('---k|', { k: 'key' });
      const { client, requests } = clientWith(() => key);

      expectObservable(client.chat.completions.create(request), '^-!').toBe('---');
      expectSubscriptions(key.subscriptions).toBe('^-!');
      flush();
      expect(requests).toEqual([]);
    });
  });

  it('fails the run with the error of its Observable', async () => {
    const fault = new Error('no vault');
    const { client } = clientWith(() => defer(() => Promise.reject(fault)));

    await expect(lastValueFrom(client.chat.completions.create(request))).rejects.toBe(fault);
  });

  it('fails the run if its Observable emits no key, or a key that cannot be sent', async () => {
    const none = clientWith(() => EMPTY).client;
    const invalid = clientWith(() => of('two words')).client;

    await expect(lastValueFrom(none.chat.completions.create(request))).rejects.toMatchObject({
      name: 'AuthenticationError',
    });
    await expect(lastValueFrom(invalid.chat.completions.create(request))).rejects.toThrow(TypeError);
  });

  it('is limited by `timeouts.total`, too', () => {
    inVirtualTime(({ expectObservable }) => {
      const { client } = clientWith(() => timer(50).pipe(map(() => 'key')));
      const chat = client.chat.completions.create(request, { timeouts: { total: 10 } });
      let phase: unknown;
      chat.subscribe({ error: (error: unknown) => (phase = (error as { phase?: string }).phase) });

      expectObservable(timer(11).pipe(map(() => phase))).toBe('11ms (t|)', { t: 'total' });
    });
  });
});

describe('withOptions', () => {
  it('returns a client with other options and the same transport', async () => {
    const { transport, requests } = scripted(hello());
    const client = new VeniceClient({
      baseURL: 'http://localhost',
      apiKey: 'key-one',
      transport,
      headers: { a: '1' },
    });
    const other = client.withOptions({ headers: { b: '2' }, timeouts: { idle: 5 } });
    await lastValueFrom(other.chat.completions.create(request));

    expect(requests[0]).toMatchObject({ url: 'http://localhost/chat/completions', headers: { b: '2' } });
    expect(requests[0]?.headers).toMatchObject({ authorization: 'Bearer key-one' });
    expect(requests[0]?.headers).not.toHaveProperty('a');
  });

  it('returns a client that is closed by closing the original client, but not the other way round', async () => {
    const { transport } = scripted(hello());
    const client = new VeniceClient({ baseURL: 'http://localhost', transport });
    const one = client.withOptions({});
    const two = client.withOptions({});
    const closed = { name: 'ClientClosedError' };
    await one.close();

    await expect(firstValueFrom(one.chat.completions.create(request))).rejects.toMatchObject(closed);
    await expect(firstValueFrom(two.chat.completions.create(request))).resolves.toBeDefined();
    await client.close();
    await expect(firstValueFrom(two.chat.completions.create(request))).rejects.toMatchObject(closed);
  });
});
