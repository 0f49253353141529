import {
  EMPTY,
  type ObservableInput,
  defer,
  delay,
  firstValueFrom,
  lastValueFrom,
  of,
  timer,
  map,
} from 'rxjs';
import { VeniceClient } from 'venice-rx';
import { hello, scripted } from '../support/replies.js';
import { inVirtualTime } from 'venice-rx/testing';

const request = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], stream: true } as const;

function clientWith(
  apiKey: () => ObservableInput<string>,
): ReturnType<typeof scripted> & { client: VeniceClient } {
  const replies = scripted(hello());
  return { ...replies, client: new VeniceClient({ apiKey, transport: replies.transport }) };
}

describe('apiKey as a function', () => {
  it.each<[string, () => ObservableInput<string>]>([
    ['an Observable', () => of('key-1', 'key-2')],
    ['a Promise', () => Promise.resolve('key-1')],
    ['a list', () => ['key-1']],
  ])('gives the key as %s', async (_name, apiKey) => {
    const { client, requests } = clientWith(apiKey);
    await lastValueFrom(client.chat.completions.create(request));

    expect(requests[0]?.headers['authorization']).toBe('Bearer key-1');
  });

  it('is asked anew for every subscription, and not before', async () => {
    let asked = 0;
    const { client, requests } = clientWith(() => of(`key-${(asked += 1)}`));
    const answer = client.chat.completions.create(request);

    expect(asked).toBe(0);
    await lastValueFrom(answer);
    await lastValueFrom(answer);
    expect(requests.map(({ headers }) => headers['authorization'])).toEqual(['Bearer key-1', 'Bearer key-2']);
  });

  it('is let go of when the run is left, and then nothing is sent', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const key = cold('---k|', { k: 'key' });
      const { client, requests } = clientWith(() => key);

      expectObservable(client.chat.completions.create(request), '^-!').toBe('---');
      expectSubscriptions(key.subscriptions).toBe('^-!');
      flush();
      expect(requests).toEqual([]);
    });
  });

  it('fails the run with its own error', async () => {
    const fault = new Error('no vault');
    const { client } = clientWith(() => defer(() => Promise.reject(fault)));

    await expect(lastValueFrom(client.chat.completions.create(request))).rejects.toBe(fault);
  });

  it('fails the run when it gives none, or one that cannot be sent', async () => {
    const none = clientWith(() => EMPTY).client;
    const odd = clientWith(() => of('two words')).client;

    await expect(lastValueFrom(none.chat.completions.create(request))).rejects.toMatchObject({
      name: 'AuthenticationError',
    });
    await expect(lastValueFrom(odd.chat.completions.create(request))).rejects.toThrow(TypeError);
  });

  it('counts into the total clock', () => {
    inVirtualTime(({ expectObservable }) => {
      const { client } = clientWith(() =>
        timer(50).pipe(
          map(() => 'key'),
          delay(1),
        ),
      );
      const names = client.chat.completions.create(request, { timeouts: { total: 10 } });
      let phase: unknown;
      names.subscribe({ error: (error: unknown) => (phase = (error as { phase?: string }).phase) });

      expectObservable(timer(11).pipe(map(() => phase))).toBe('11ms (t|)', { t: 'total' });
    });
  });
});

describe('withOptions', () => {
  it('gives a client with other options over the same transport', async () => {
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

  it('ends with the client that it came from, and not the other way round', async () => {
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
