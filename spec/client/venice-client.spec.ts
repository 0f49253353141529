import { EMPTY, NEVER, concat, of, throwError, toArray, firstValueFrom } from 'rxjs';
import { AuthenticationError, type ChatMessage, RequestError, VeniceClient, toContent } from 'venice-rx';
import { bytes } from 'venice-rx/testing';
import { head, hello, scripted } from '../support/replies.js';
import { withEnvironment } from '../support/with-environment.js';

const messages: ChatMessage[] = [{ role: 'user', content: 'Say hello.' }];
const streamed = { model: 'm', messages, stream: true } as const;

describe('VeniceClient', () => {
  it('sends one request for each subscriber, and none before', () => {
    const { transport, requests } = scripted(hello());
    const chunks = new VeniceClient({ baseURL: 'http://localhost/v1', transport }).chat.completions.create(
      streamed,
    );

    expect(requests).toHaveLength(0);
    chunks.subscribe();
    chunks.subscribe();
    expect(requests).toHaveLength(2);
  });

  it('sends the request as JSON, with the key, and requests usage', () => {
    const { transport, requests } = scripted(hello());
    const client = new VeniceClient({ apiKey: ' secret-key \n', baseURL: 'http://localhost/v1/', transport });
    client.chat.completions.create(streamed).subscribe();

    expect(requests[0]).toMatchObject({
      method: 'POST',
      url: 'http://localhost/v1/chat/completions',
      headers: {
        accept: 'text/event-stream',
        'content-type': 'application/json',
        authorization: 'Bearer secret-key',
      },
      connectTimeout: 10_000,
    });
    expect(JSON.parse(String(requests[0]?.body ?? ''))).toEqual({
      ...streamed,
      stream_options: { include_usage: true },
    });
  });

  it('does not request usage if the request turns it off', () => {
    const { transport, requests } = scripted(hello());
    const request = { ...streamed, stream_options: { include_usage: false } };
    new VeniceClient({ baseURL: 'http://localhost', transport }).chat.completions.create(request).subscribe();

    expect(JSON.parse(String(requests[0]?.body ?? ''))).toEqual(request);
  });

  it('reads the answer of a request without `stream`', async () => {
    const answer = {
      id: '1',
      created: 1,
      model: 'm',
      choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' } }],
    };
    const { transport, requests } = scripted(of(head(200, {}), bytes(JSON.stringify(answer))));
    const client = new VeniceClient({ baseURL: 'http://localhost', transport });
    const completions = await firstValueFrom(
      client.chat.completions.create({ model: 'm', messages }).pipe(toArray()),
    );

    expect(completions).toEqual([{ object: 'chat.completion', ...answer }]);
    expect(requests[0]?.headers['accept']).toBe('application/json');
    expect(JSON.parse(String(requests[0]?.body ?? ''))).toEqual({ model: 'm', messages });
  });

  it('reads key and base URL from the environment, trimmed, unless they are options', () => {
    withEnvironment({ VENICE_API_KEY: ' from-env ', VENICE_BASE_URL: ' http://env/v1 ' }, () => {
      const { transport, requests } = scripted(hello());
      new VeniceClient({ transport }).chat.completions.create(streamed).subscribe();
      new VeniceClient({ transport, apiKey: 'own', baseURL: 'http://own' }).chat.completions
        .create(streamed)
        .subscribe();

      expect(requests.map(({ url, headers }) => [url, headers['authorization']])).toEqual([
        ['http://env/v1/chat/completions', 'Bearer from-env'],
        ['http://own/chat/completions', 'Bearer own'],
      ]);
    });
  });

  it('sends requests to Venice itself by default, but not without a key', () => {
    withEnvironment({ VENICE_API_KEY: undefined, VENICE_BASE_URL: undefined }, () => {
      const { transport, requests } = scripted(hello());
      const errors: unknown[] = [];
      const observer = { error: (error: unknown) => errors.push(error) };
      new VeniceClient({ transport }).chat.completions.create(streamed).subscribe(observer);
      new VeniceClient({ transport, apiKey: 'key' }).chat.completions.create(streamed).subscribe(observer);

      expect(errors).toHaveLength(1);
      expect(errors[0]).toBeInstanceOf(AuthenticationError);
      expect(errors[0]).toMatchObject({
        status: 401,
        message: expect.stringContaining('VENICE_API_KEY') as string,
      });
      expect(requests.map(({ url }) => url)).toEqual(['https://api.venice.ai/api/v1/chat/completions']);
    });
  });

  it('needs no key for another base URL', () => {
    withEnvironment({ VENICE_API_KEY: undefined }, () => {
      const { transport, requests } = scripted(hello());
      new VeniceClient({ transport, baseURL: 'http://relay.example' }).chat.completions
        .create(streamed)
        .subscribe();

      expect(requests[0]?.headers).not.toHaveProperty('authorization');
    });
  });

  it('sends the headers of the client, and those of the request, which override them', () => {
    const { transport, requests } = scripted(hello());
    const client = new VeniceClient({
      baseURL: 'http://localhost',
      transport,
      headers: { 'X-One': '1', 'X-Two': '1' },
    });
    client.chat.completions.create(streamed, { headers: { 'x-two': '2' } }).subscribe();

    expect(requests[0]?.headers).toMatchObject({ 'x-one': '1', 'x-two': '2' });
  });

  it.each<[string, ConstructorParameters<typeof VeniceClient>[0], string]>([
    ['a key with white space in it', { apiKey: 'top secret' }, 'apiKey'],
    ['a base URL without a scheme', { baseURL: 'localhost' }, 'baseURL'],
    ['a base URL with another scheme', { baseURL: 'file:///etc/passwd' }, 'baseURL'],
    ['a base URL whose scheme only begins with http', { baseURL: 'httpx://localhost' }, 'baseURL'],
    ['a base URL with a user and a password', { baseURL: 'http://user:hunter2@localhost' }, 'baseURL'],
    ['a base URL with a password', { baseURL: 'http://:hunter2@localhost' }, 'baseURL'],
    ['a base URL with a query', { baseURL: 'http://localhost/?key=hunter2' }, 'baseURL'],
    ['a base URL with an empty query', { baseURL: 'http://localhost/?' }, 'baseURL'],
    ['a base URL with a fragment', { baseURL: 'http://localhost/#a' }, 'baseURL'],
    ['an invalid header name', { headers: { 'x y': '1' } }, 'headers'],
    ['headers that are not a plain object', { headers: new Headers({ a: 'b' }) as never }, 'headers'],
    ['a header that the transport sets', { headers: { 'Content-Length': '5' } }, 'headers["Content-Length"]'],
    ['a key that is not a string', { apiKey: 123 as never }, 'apiKey'],
    ['a base URL that is not a string', { baseURL: new URL('http://localhost') as never }, 'baseURL'],
    ['a transport that is not a function', { transport: {} as never }, 'transport'],
    ['a retry that is not an operator', { retry: 3 as never }, 'retry'],
    ['a header with a line break', { headers: { 'x-a': 'b\r\nx-c: d' } }, 'headers["x-a"]'],
  ])('throws a TypeError that names the option, for %s', (_name, options, field) => {
    expect(() => new VeniceClient(options)).toThrow(TypeError);
    expect(() => new VeniceClient(options)).toThrow(field);
    expect(() => new VeniceClient(options)).not.toThrow(/secret|hunter2|x-c/);
  });

  it.each([
    [{ ...streamed, model: ' ' }, 'model'],
    [{ ...streamed, messages: [] }, 'messages'],
  ])('fails with a RequestError before it sends an invalid request: case %#', (request, path) => {
    const { transport, requests } = scripted(hello());
    const errors: unknown[] = [];
    const client = new VeniceClient({ baseURL: 'http://localhost', transport });
    client.chat.completions.create(request).subscribe({ error: (error: unknown) => errors.push(error) });

    expect(errors[0]).toBeInstanceOf(RequestError);
    expect(errors[0]).toMatchObject({ path, isRetryable: false });
    expect(requests).toHaveLength(0);
  });

  it('fails with a RequestError if the request cannot be written as JSON', () => {
    const errors: unknown[] = [];
    const request = { ...streamed, seed: 1n as unknown as number };
    const client = new VeniceClient({ baseURL: 'http://localhost', transport: scripted(hello()).transport });
    client.chat.completions.create(request).subscribe({ error: (error: unknown) => errors.push(error) });

    expect(errors[0]).toBeInstanceOf(RequestError);
  });

  it('ends running and later runs with the same error when it is closed', async () => {
    const { transport, requests } = scripted(NEVER);
    const client = new VeniceClient({ baseURL: 'http://localhost', transport });
    const errors: unknown[] = [];
    const observer = { error: (error: { name: string }) => errors.push(error.name) };
    client.chat.completions.create(streamed).subscribe(observer);
    await client.close();
    await client.close();
    client.chat.completions.create(streamed).subscribe(observer);

    expect(errors).toEqual(['ClientClosedError', 'ClientClosedError']);
    expect(requests).toHaveLength(1);
  });

  it('is closed at the end of an await using block', async () => {
    const client = new VeniceClient({ baseURL: 'http://localhost', transport: scripted(NEVER).transport });
    await client[Symbol.asyncDispose]();

    await expect(firstValueFrom(client.chat.completions.create(streamed))).rejects.toMatchObject({
      name: 'ClientClosedError',
    });
  });

  it('fails with an APIConnectionError if the transport completes without a response', async () => {
    const client = new VeniceClient({ baseURL: 'http://localhost', transport: scripted(EMPTY).transport });

    await expect(firstValueFrom(client.chat.completions.create(streamed))).rejects.toMatchObject({
      name: 'APIConnectionError',
    });
    await expect(
      firstValueFrom(client.chat.completions.create({ model: 'm', messages })),
    ).rejects.toMatchObject({
      name: 'APIConnectionError',
    });
  });

  it('fails with the completion so far as `partial` if the stream breaks off', async () => {
    const broken = concat(hello().pipe(toArray()), EMPTY);
    const first = (await firstValueFrom(broken)).slice(0, 2);
    const { transport } = scripted(
      concat(
        of(...first),
        throwError(() => new Error('reset')),
      ),
    );
    const client = new VeniceClient({ baseURL: 'http://localhost', transport });

    await expect(
      firstValueFrom(client.chat.completions.create(streamed).pipe(toContent())),
    ).rejects.toMatchObject({
      name: 'TruncatedStreamError',
      partial: { choices: [{ message: { content: 'Hello' } }] },
    });
  });
});
