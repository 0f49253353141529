import { once } from 'node:events';
import { type IncomingHttpHeaders, createServer, request as sendOverNode } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { asyncScheduler, map, of } from 'rxjs';
import { inVirtualTime } from 'venice-rx/testing';
import {
  GuardResponse,
  type GuardedChat,
  type NodeRequest,
  type RelayGuardOptions,
  relayGuard,
} from 'venice-rx/relay';
import { ClientBuckets } from '../../../src/relay/guard/client-buckets.js';
import { clientAddress } from '../../../src/relay/guard/client-address.js';

const origin = 'https://app.example';
const chat = { model: 'default', messages: [{ role: 'user', content: 'Hi' }], stream: true };
const options: RelayGuardOptions = { origins: [origin], models: ['default', 'other'] };

interface RequestParts {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** The same request as a web Request and as a request of Node. */
const kinds = {
  web: ({
    method = 'POST',
    path = '/api/chat/completions',
    headers = {},
    body = JSON.stringify(chat),
  }: RequestParts) =>
    new Request(`https://relay.example${path}`, {
      method,
      headers: { origin, 'content-type': 'application/json', ...headers },
      ...(method === 'POST' && { body: body as BodyInit }),
    }),
  Node: ({
    method = 'POST',
    path = '/api/chat/completions',
    headers = {},
    body = JSON.stringify(chat),
  }: RequestParts) => {
    const stream: unknown = Object.assign(Readable.from([Buffer.from(body)]), {
      method,
      url: path,
      headers: { origin, 'content-type': 'application/json', ...headers } satisfies IncomingHttpHeaders,
      socket: { remoteAddress: '192.0.2.1' },
    });
    return stream as NodeRequest;
  },
};

async function getGuardResult(
  kind: keyof typeof kinds,
  parts: RequestParts,
  more: Partial<RelayGuardOptions> = {},
): Promise<GuardResponse | GuardedChat> {
  return relayGuard({ ...options, ...more })(kinds[kind](parts));
}

const withBody = (value: unknown): RequestParts => ({ body: JSON.stringify(value) });
const nested = (depth: number): string =>
  `{"model":"default","messages":${'['.repeat(depth)}${']'.repeat(depth)}}`;

describe.each(['web', 'Node'] as const)('relayGuard with a %s request', (kind) => {
  it('accepts a chat, limits its answer, and adds CORS headers', async () => {
    expect(await getGuardResult(kind, {})).toEqual({
      type: 'chat',
      request: { ...chat, max_completion_tokens: 4096 },
      options: {
        stream: true,
        headers: {
          vary: 'origin',
          'access-control-allow-origin': origin,
          'access-control-expose-headers': 'retry-after',
        },
      },
    });
    expect(
      await getGuardResult(kind, withBody({ ...chat, stream: false, max_completion_tokens: 5 })),
    ).toMatchObject({
      request: { max_completion_tokens: 5 },
      options: { stream: false },
    });
  });

  it.each<[string, RequestParts, number, RegExp]>([
    ['a foreign origin', { headers: { origin: 'https://evil.example' } }, 403, /origin/],
    ['the origin null', { headers: { origin: 'null' } }, 403, /origin/],
    ['an origin that only begins like one', { headers: { origin: `${origin}.evil.example` } }, 403, /origin/],
    [
      'an oversized body',
      { body: JSON.stringify({ ...chat, padding: 'x'.repeat(300_000) }) },
      413,
      /262144 bytes/,
    ],
    ['a body that claims to be oversized', { headers: { 'content-length': '99999999' } }, 413, /bytes/],
    [
      'too many messages',
      withBody({ ...chat, messages: Array(101).fill(chat.messages[0]) }),
      413,
      /at most 100/,
    ],
    ['a forbidden model', withBody({ ...chat, model: 'expensive' }), 403, /model/],
    ['no model', withBody({ messages: chat.messages }), 403, /model/],
    ['a model that is not a string', withBody({ ...chat, model: ['default'] }), 403, /model/],
    ['no messages', withBody({ model: 'default' }), 400, /messages/],
    [
      'too high a limit for the answer',
      withBody({ ...chat, max_completion_tokens: 4097 }),
      400,
      /max_completion_tokens.*4096/,
    ],
    [
      'no limit for the answer',
      withBody({ ...chat, max_completion_tokens: -1 }),
      400,
      /max_completion_tokens/,
    ],
    ['many answers', withBody({ ...chat, n: 1000 }), 400, /`n` is not allowed here/],
    ['the field `user`', withBody({ ...chat, user: 'admin' }), 400, /`user` is not allowed here/],
    ['fallback models', withBody({ ...chat, fallbacks: [{ model: 'expensive' }] }), 400, /`fallbacks`/],
    [
      'a web search',
      withBody({ ...chat, venice_parameters: { enable_web_search: 'on' } }),
      400,
      /`venice_parameters`/,
    ],
    [
      '__proto__ as a field',
      { body: '{"model":"default","messages":[],"__proto__":{"model":"expensive"}}' },
      400,
      /__proto__/,
    ],
    [
      '__proto__ in a nested object',
      { body: '{"model":"default","messages":[{"__proto__":{}}]}' },
      400,
      /__proto__/,
    ],
    ['very deep JSON', { body: nested(100_000) }, 400, /32/],
    ['an array', { body: '[]' }, 400, /object/],
    ['invalid JSON', { body: '{"model":' }, 400, /JSON/],
    ['bytes that are not UTF-8', { body: Uint8Array.of(0x7b, 0xff, 0xfe) }, 400, /UTF-8/],
    ['no body', { body: '' }, 400, /JSON/],
    ['a `stream` that is not a boolean', withBody({ ...chat, stream: 1 }), 400, /stream/],
    ['a form', { headers: { 'content-type': 'text/plain' } }, 415, /application\/json/],
    ['another path', { path: '/api/images/generations' }, 404, /Not found/],
    ['another method', { method: 'GET' }, 405, /POST/],
  ])('rejects %s', async (_name, parts, status, message) => {
    const result = await getGuardResult(kind, parts);

    expect(result).toBeInstanceOf(GuardResponse);
    const { status: sent, body, headers } = result as GuardResponse;
    expect([sent, body]).toEqual([status, expect.stringMatching(message)]);
    expect(JSON.parse(body)).toMatchObject({
      error: { type: 'invalid_request_error', code: expect.any(String) as string, param: null },
    });
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
  });

  it('sends no CORS headers to a page of a foreign origin', async () => {
    const result = (await getGuardResult(kind, {
      headers: { origin: 'https://evil.example' },
    })) as GuardResponse;

    expect(Object.keys(result.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('forwards only the last value of a field that occurs twice', async () => {
    const body = `{"model":"expensive","model":"default","messages":[{"role":"user","content":"Hi"}]}`;

    expect(await getGuardResult(kind, { body })).toMatchObject({ request: { model: 'default' } });
    expect(await getGuardResult(kind, { body: body.replace('"default"', '"expensive"') })).toMatchObject({
      status: 403,
    });
  });

  it('rejects too many requests of a client with a 429 and Retry-After', async () => {
    const guard = relayGuard({ ...options, rate: { requests: 2, per: 60_000 } });
    const ask = (headers: Record<string, string> = {}): Promise<GuardResponse | GuardedChat> =>
      guard(kinds[kind]({ headers }));
    await ask();
    // Any client can send this header.
    await ask({ 'x-forwarded-for': '198.51.100.7' });
    const refused = (await ask({ 'x-forwarded-for': '198.51.100.8' })) as GuardResponse;

    expect(refused).toMatchObject({ type: 'response', status: 429 });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(20);
    expect(JSON.parse(refused.body)).toMatchObject({
      error: { code: 'rate_limit_exceeded', retry_after: 30 },
    });
  });

  it('counts requests by the name that clientOf returns, and calls a `rate` function with it', async () => {
    const clients: string[] = [];
    const guard = relayGuard({
      ...options,
      clientOf: ({ header }) => header('authorization') ?? '',
      rate: (client) => (clients.push(client), client === 'Bearer b' ? Promise.resolve(1500) : of(0)),
    });

    expect(await guard(kinds[kind]({ headers: { authorization: 'Bearer a' } }))).toMatchObject({
      type: 'chat',
    });
    expect(await guard(kinds[kind]({ headers: { authorization: 'Bearer b' } }))).toMatchObject({
      status: 429,
      headers: { 'retry-after': '2' },
    });
    expect(clients).toEqual(['Bearer a', 'Bearer b']);
  });

  it('answers a preflight, and lists the models without a request', async () => {
    const preflight = { 'access-control-request-method': 'POST' };
    expect(await getGuardResult(kind, { method: 'OPTIONS', headers: preflight })).toMatchObject({
      status: 204,
      body: '',
      headers: {
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': 'content-type, authorization',
      },
    });
    expect(
      await getGuardResult(kind, { method: 'OPTIONS', headers: { origin: 'https://evil.example' } }),
    ).toMatchObject({ status: 403 });
    const list = (await getGuardResult(kind, {
      method: 'GET',
      path: '/api/models?type=text',
    })) as GuardResponse;
    expect(JSON.parse(list.body)).toMatchObject({
      object: 'list',
      data: [{ id: 'default' }, { id: 'other' }],
    });
  });

  it('stops waiting for a body that does not arrive', async () => {
    const message = kinds[kind]({});
    const stalled =
      message instanceof Request
        ? new Request(message.url, {
            method: 'POST',
            headers: message.headers,
            body: new ReadableStream(),
            duplex: 'half',
          } as RequestInit)
        : Object.assign(kinds.Node({}), new Readable({ read: () => undefined }));

    expect(await relayGuard({ ...options, bodyTimeout: 20 })(stalled)).toMatchObject({ status: 408 });
  });

  it.each([Infinity, 2 ** 31])(
    'waits for a body that comes later, with a bodyTimeout of %d',
    async (bodyTimeout) => {
      const message = kinds[kind]({});
      const bytes = Buffer.from(JSON.stringify(chat));
      const later = async function* (): AsyncGenerator<Buffer> {
        // A timer of more than 2^31 - 1 ms fires after 1 ms.
        await delay(2);
        yield bytes;
      };
      const late =
        message instanceof Request
          ? new Request(message.url, {
              method: 'POST',
              headers: message.headers,
              body: Readable.toWeb(Readable.from(later())),
              duplex: 'half',
            } as RequestInit)
          : Object.assign(Readable.from(later()), {
              method: 'POST',
              url: '/api/chat/completions',
              headers: message.headers,
            });

      expect(await relayGuard({ ...options, bodyTimeout })(late as NodeRequest)).toMatchObject({
        type: 'chat',
      });
    },
  );
});

describe('relayGuard', () => {
  const large = { ...chat, stop: 'x'.repeat(200) };
  it.each<[string, (body: object) => unknown]>([
    ['parsed', (body) => body],
    ['as text', (body) => JSON.stringify(body)],
    ['as bytes', (body) => Buffer.from(JSON.stringify(body))],
  ])('accepts a body that a framework has read, %s, and checks its size', async (_how, toBody) => {
    const guard = relayGuard({ ...options, maxBodySize: 200 });
    const read = (body: object): Promise<(GuardResponse | GuardedChat)[]> =>
      Promise.all([
        guard(Object.assign(kinds.Node({}), { body: toBody(body) })),
        guard(kinds.Node({}), { body: toBody(body) }),
        guard(kinds.web({}), { body: toBody(body) }),
      ]);

    expect(await read(chat)).toMatchObject(Array(3).fill({ type: 'chat', request: chat }));
    expect(await read(large)).toMatchObject(Array(3).fill({ status: 413 }));
  });

  it.each(['{"model":', '', Buffer.of(0x7b, 0xff), 'null', 0])(
    'rejects a body that was read and is not a chat: %j',
    async (body) => {
      expect(await relayGuard(options)(kinds.web({}), { body })).toMatchObject({ status: 400 });
    },
  );

  it.each<[string, Record<string, string>, Partial<RelayGuardOptions>, number]>([
    ['POST', {}, {}, 403],
    ['GET', {}, {}, 403],
    ['GET', { 'sec-fetch-site': 'cross-site' }, {}, 403],
    ['GET', { 'sec-fetch-site': 'same-origin' }, {}, 200],
    ['GET', {}, { allowWithoutOrigin: true }, 200],
  ])(
    'responds to a %s without an origin, with headers %j and options %j, with %d',
    async (method, headers, more, status) => {
      const path = method === 'GET' ? '/models' : '/chat/completions';
      const result = await relayGuard({ ...options, ...more })(
        new Request(`https://relay.example${path}`, { method, headers }),
      );

      expect(result).toMatchObject({ status });
    },
  );

  it('accepts the fields of the option `fields`, and limits both fields for the length of an answer', async () => {
    const more = { fields: ['max_tokens', 'tools'], maxCompletionTokens: 10 };

    expect(await getGuardResult('web', withBody({ ...chat, tools: [], max_tokens: 10 }), more)).toMatchObject(
      {
        request: { tools: [], max_tokens: 10 },
      },
    );
    expect(await getGuardResult('web', withBody({ ...chat, max_tokens: 11 }), more)).toMatchObject({
      status: 400,
    });
    expect(await getGuardResult('web', withBody({ ...chat, temperature: 1 }), more)).toMatchObject({
      status: 400,
    });
  });

  it('sends its response to a browser that is still sending its body', async () => {
    const guard = relayGuard({ ...options, maxBodySize: 1000 });
    const server = createServer((incoming, response) => {
      void guard(incoming).then((result) => (result as GuardResponse).sendTo(response));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const headers = { origin, 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
    const outgoing = sendOverNode({
      port,
      host: '127.0.0.1',
      method: 'POST',
      path: '/chat/completions',
      headers,
    });
    outgoing.on('error', () => undefined);
    outgoing.write('x'.repeat(2000));
    const [response] = (await once(outgoing, 'response')) as [{ statusCode: number }];

    expect(response.statusCode).toBe(413);
    server.closeAllConnections();
    server.close();
  });

  it.each<[Partial<RelayGuardOptions>, string]>([
    [{ models: [] }, 'models'],
    [{ origins: ['https://app.example/'] }, 'origins[0]'],
    [{ origins: ['*'] }, 'origins[0]'],
    [{ origins: ['https://app.example', 'null'] }, 'origins[1]'],
    [{ maxBodySize: 0 }, 'maxBodySize'],
    [{ maxMessages: Number.NaN }, 'maxMessages'],
    [{ rate: { requests: 0 } }, 'rate.requests'],
    [{ trustedProxies: -1 }, 'trustedProxies'],
    [{ onError: true as never }, 'onError'],
  ])('throws for the options %j', (wrong, name) => {
    expect(() => relayGuard({ ...options, ...wrong })).toThrow(`\`${name}\` must be `);
  });
});

describe('the name of a client', () => {
  const createRequest = (address: string | undefined, forwarded?: string) => ({
    method: 'POST',
    path: '/',
    address,
    header: (name: string) => (name === 'x-forwarded-for' ? forwarded : undefined),
  });

  it.each([
    ['203.0.113.9', undefined, 0, '203.0.113.9'],
    ['::ffff:203.0.113.9', undefined, 0, '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', undefined, 0, '2001:db8:1:2::/64'],
    ['2001:0db8::6', undefined, 0, '2001:db8:0:0::/64'],
    ['::1', undefined, 0, '0:0:0:0::/64'],
    [undefined, undefined, 0, 'unknown'],
    ['10.0.0.1', '1.1.1.1, 203.0.113.9', 0, '10.0.0.1'],
    ['10.0.0.1', '1.1.1.1, 203.0.113.9', 1, '203.0.113.9'],
    ['10.0.0.1', '1.1.1.1, 203.0.113.9, 10.0.0.2', 2, '203.0.113.9'],
    ['10.0.0.1', '203.0.113.9', 2, '10.0.0.1'],
    // Azure Application Gateway appends the port, which differs for each connection.
    ['10.0.0.1', '203.0.113.9:50001', 1, '203.0.113.9'],
    ['10.0.0.1', '1.1.1.1:1, 203.0.113.9:61002, 10.0.0.2:443', 2, '203.0.113.9'],
    ['10.0.0.1', '[2001:db8:1:2::6]:50001', 1, '2001:db8:1:2::/64'],
    ['10.0.0.1', '[2001:DB8:1:2::7]', 1, '2001:db8:1:2::/64'],
    ['10.0.0.1', '"[2001:db8:1:2::8]:443"', 1, '2001:db8:1:2::/64'],
    ['10.0.0.1', '2001:db8:1:2:3:4:5:6:50001', 1, '2001:db8:1:2::/64'],
    ['10.0.0.1', '[::ffff:203.0.113.9]:50001', 1, '203.0.113.9'],
    ['::ffff:cb00:7109', undefined, 0, '203.0.113.9'],
    ['0:0:0:0:0:FFFF:203.0.113.9', undefined, 0, '203.0.113.9'],
    ['0000:0000:0000:0000:0000:ffff:cb00:7109', undefined, 0, '203.0.113.9'],
    ['64:ff9b::cb00:7109', undefined, 0, '203.0.113.9'],
    ['::ffff:0:203.0.113.9', undefined, 0, '203.0.113.9'],
    ['fe80::1%eth0', undefined, 0, 'fe80:0:0:0::/64'],
    ['10.0.0.1', 'unknown', 1, 'unknown'],
    ['10.0.0.1', '_hidden:50001', 1, '_hidden'],
    ['10.0.0.1', '[', 1, '['],
    ['10.0.0.1', ':', 1, ''],
    ['10.0.0.1', 'x'.repeat(100), 1, 'x'.repeat(64)],
  ])('at %s, with X-Forwarded-For %s and %d trusted proxies, is %s', (address, forwarded, proxies, name) => {
    expect(clientAddress(createRequest(address, forwarded), proxies)).toBe(name);
  });
});

describe('the buckets of clients', () => {
  it('refill steadily, up to their size', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const buckets = new ClientBuckets({ requests: 2, per: 1000 });
      const waits = cold('(aaa) 495ms a 499ms a 4999ms (aaa)').pipe(map(() => buckets.take('a')));

      expectObservable(waits).toBe('(yyn) 495ms y 499ms y 4999ms (yyn)', { y: 0, n: 500 });
    });
  });

  it('lose no requests when the clock of the server goes back', () => {
    const now = jest.spyOn(asyncScheduler, 'now').mockReturnValue(3_600_000);
    const buckets = new ClientBuckets({ requests: 2, per: 1000 });
    const waits = [buckets.take('a')];
    now.mockReturnValue(0);
    waits.push(buckets.take('a'), buckets.take('a'));
    now.mockReturnValue(500);
    waits.push(buckets.take('a'));
    now.mockRestore();

    expect(waits).toEqual([0, 0, 500, 0]);
  });

  it('accept every request with `requests: Infinity`', () => {
    const buckets = new ClientBuckets({ requests: Infinity });

    expect([buckets.take('a'), buckets.take('a')]).toEqual([0, 0]);
  });

  it('are removed above the maximum number of clients, the least recently used first', () => {
    const buckets = new ClientBuckets({ requests: 1, clients: 2 });
    for (const client of ['a', 'b', 'a', 'c']) buckets.take(client);

    expect(['a', 'c'].map((client) => buckets.take(client) > 0)).toEqual([true, true]);
    expect(buckets.take('b')).toBe(0);
  });
});
