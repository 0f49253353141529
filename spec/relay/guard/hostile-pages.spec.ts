import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { config, throwError } from 'rxjs';
import {
  type GuardResponse,
  type GuardedChat,
  type NodeRequest,
  type NodeResponse,
  type RelayGuardOptions,
  relayGuard,
} from 'venice-rx/relay';
import { Flag } from '../../contract/flag.js';
import { hostileRequests } from '../../support/hostile-requests.js';
import { leastTime } from '../../support/least-time.js';

const origin = 'https://app.example';
const chat = { model: 'default', messages: [{ role: 'user', content: 'Hi' }] };
const options: RelayGuardOptions = { origins: [origin], models: ['default'], rate: false };
const headers = { origin, 'content-type': 'application/json' };

type GuardResult = GuardResponse | GuardedChat;

function nodeRequest(more: object = {}, body = JSON.stringify(chat)): NodeRequest {
  const request: unknown = Object.assign(Readable.from([Buffer.from(body)]), {
    method: 'POST',
    url: '/chat/completions',
    headers,
    ...more,
  });
  return request as NodeRequest;
}

/** Passes a body to a guard that a framework has parsed. */
const guardBody = (body: unknown, more: Partial<RelayGuardOptions> = {}): Promise<GuardResult> =>
  relayGuard({ ...options, ...more })(nodeRequest({ body }));

describe('a long path', () => {
  const slashes = '/'.repeat(15_000);
  const guardPath = (url: string): Promise<GuardResult> => relayGuard(options)(nodeRequest({ url }));

  it.each([
    `${slashes}x`,
    `/chat/completions${slashes}`,
    `${slashes}/chat/completions`,
    `${slashes}x?${slashes}x`,
  ])('is rejected in linear time: %#', async (url) => {
    const guard20Times = async (): Promise<void> => {
      for (let count = 0; count < 20; count += 1) expect(await guardPath(url)).toMatchObject({ status: 414 });
    };

    // With quadratic work, each of the 20 calls takes 180 ms.
    expect(await leastTime(guard20Times, 1000)).toBeLessThan(1000);
  });

  it('does not include its query, and may end with a few slashes', async () => {
    expect(await guardPath(`/chat/completions?${slashes}`)).toMatchObject({ type: 'chat' });
    expect(await guardPath('/api//chat/completions///')).toMatchObject({ type: 'chat' });
  });
});

describe('a hostile body', () => {
  it.each(Object.entries(hostileRequests))(
    'is accepted or rejected in less than 200 ms: %s',
    async (_name, body) => {
      const fields = Object.keys(JSON.parse(body) as object).slice(0, 5);
      const guard = relayGuard({ ...options, fields });
      const result = await guard(nodeRequest({}, body));

      expect(await leastTime(() => guard(nodeRequest({}, body)), 200)).toBeLessThan(200);
      expect('status' in result ? [400, 403, 413] : [200]).toContain(
        'status' in result ? result.status : 200,
      );
    },
  );

  it('may have at most 10,000 values', async () => {
    const list = (length: number): object => ({ ...chat, stop: Array.from({ length }, () => 1) });

    expect(await guardBody(list(9000))).toMatchObject({ type: 'chat' });
    expect(await guardBody(list(10_001))).toMatchObject({
      status: 400,
      body: expect.stringContaining('at most 10000 values') as string,
    });
  });

  const nested = (depth: number): object => {
    let value: object = {};
    for (let level = 0; level < depth; level += 1) value = { value };
    return { ...chat, stop: value };
  };
  const cyclic: Record<string, unknown> = { ...chat };
  cyclic['stop'] = cyclic;
  const wide: unknown[] = [];
  wide.push(wide, wide, wide);

  it.each<[string, unknown]>([
    ['20,000 levels deep', nested(20_000)],
    ['cyclic', cyclic],
    ['cyclic in many places', { ...chat, stop: wide }],
    ['with a BigInt', { ...chat, seed: 1n }],
    [
      'whose toJSON throws',
      {
        ...chat,
        stop: {
          toJSON: () => {
            throw new Error('toJSON failed');
          },
        },
      },
    ],
    [
      'whose getter throws',
      {
        ...chat,
        get stop() {
          throw new Error('stop failed');
        },
      },
    ],
    ['that is null', null],
    ['that is a string', JSON.stringify(JSON.stringify(chat))],
    ['that is a function', () => chat],
    ['that is an array', [chat]],
  ])('that a framework has parsed is rejected with a 400: %s', async (_name, body) => {
    expect(await guardBody(body)).toMatchObject({ status: 400 });
  });

  it('of 50,000 levels is rejected with a 400', async () => {
    const deep = `{"model":"default","messages":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`;

    expect(await relayGuard({ ...options, maxBodySize: 1e6 })(nodeRequest({}, deep))).toMatchObject({
      status: 400,
    });
  });
});

describe('a callback of the guard that fails', () => {
  const fail = (): never => {
    throw new Error('hook failed');
  };
  let unhandled: unknown[];
  beforeEach(() => {
    unhandled = [];
    config.onUnhandledError = (error) => void unhandled.push(error);
  });
  afterEach(() => {
    config.onUnhandledError = null;
  });

  it.each<[string, Partial<RelayGuardOptions>]>([
    ['clientOf throws', { clientOf: fail, rate: { requests: 1 } }],
    ['rate throws', { rate: fail }],
    ['rate rejects', { rate: () => Promise.reject(new Error('hook failed')) }],
    ['rate fails', { rate: () => throwError(() => new Error('hook failed')) }],
  ])('results in a 500 for the page, and without onError is reported to RxJS: %s', async (_name, hooks) => {
    const result = await relayGuard({ ...options, ...hooks })(nodeRequest());

    expect(result).toMatchObject({
      status: 500,
      body: expect.stringContaining('The relay has failed') as string,
    });
    expect(unhandled).toEqual([new Error('hook failed')]);
  });

  it.each<[string, object]>([
    [
      'clientOf returns a Promise',
      { clientOf: () => Promise.reject(new Error('hook failed')), rate: { requests: 1 } },
    ],
    ['clientOf returns undefined', { clientOf: () => undefined, rate: { requests: 1 } }],
    ['rate returns undefined', { rate: () => undefined }],
    ['rate emits nothing', { rate: () => [] }],
    ['rate emits a string', { rate: () => ['soon'] }],
    ['rate emits NaN', { rate: () => [Number.NaN] }],
  ])('results in a 500 after an invalid result: %s', async (_name, hooks) => {
    expect(await relayGuard({ ...options, ...hooks })(nodeRequest())).toMatchObject({ status: 500 });
    expect(unhandled.length).toBeGreaterThan(0);
  });

  it.each<[string, Partial<RelayGuardOptions>]>([
    ['clientOf', { clientOf: fail, rate: { requests: 1 } }],
    ['rate', { rate: fail }],
    ['an empty rate', { rate: () => [] }],
  ])('is reported to onError, not to RxJS: %s', async (_name, hooks) => {
    const errors: unknown[] = [];
    const onError = (error: unknown): void => void errors.push(error);

    expect(await relayGuard({ ...options, ...hooks, onError })(nodeRequest())).toMatchObject({ status: 500 });
    expect(errors).toEqual([expect.any(Error)]);
    expect(unhandled).toEqual([]);
  });

  it.each<[string, () => unknown]>([
    ['throws', fail],
    ['rejects', () => Promise.reject(new Error('hook failed'))],
  ])('results in a 500 also if onError %s', async (_how, onError) => {
    const result = await relayGuard({ ...options, rate: fail, onError })(nodeRequest());
    await setImmediate();

    expect(result).toMatchObject({ status: 500 });
    expect(unhandled).toEqual([new Error('hook failed')]);
  });

  it('is not a `rate` that returns a number instead of an Observable', async () => {
    const ask = (wait: number): Promise<GuardResult> =>
      relayGuard({ ...options, rate: () => wait })(nodeRequest());

    expect([await ask(0), await ask(1500)]).toMatchObject([{ type: 'chat' }, { status: 429 }]);
  });

  it('may be writeHead of the response, which is then closed', async () => {
    const result = (await relayGuard(options)(nodeRequest({ url: '/' }))) as GuardResponse;
    let isDestroyed = false;
    const response = { on: () => undefined, writeHead: fail, destroy: () => (isDestroyed = true) };
    result.sendTo(response as unknown as NodeResponse);

    expect(isDestroyed).toBe(true);
    expect(unhandled).toHaveLength(1);
  });
});

/** Requests whose body the guard does not read to its end, and the status of their responses. */
const unreadBodies: readonly (readonly [
  number,
  string,
  Record<string, string>,
  Partial<RelayGuardOptions>,
])[] = [
  [403, 'POST /chat/completions', { origin: 'https://evil.example' }, {}],
  [404, 'POST /images', {}, {}],
  [405, 'PUT /chat/completions', {}, {}],
  [405, 'GET /chat/completions', {}, {}],
  [413, 'POST /chat/completions', {}, { maxBodySize: 1000 }],
  [414, 'POST /long', {}, {}],
  [415, 'POST /chat/completions', { 'content-type': 'text/plain' }, {}],
  [429, 'POST /chat/completions', {}, { rate: () => [1000] }],
  [500, 'POST /chat/completions', {}, { rate: () => [], onError: () => undefined }],
  [408, 'POST /chat/completions', {}, { bodyTimeout: 1, maxBodySize: 1e12 }],
  [204, 'OPTIONS /chat/completions', {}, {}],
  [200, 'GET /models', {}, {}],
];

describe.each(unreadBodies)(
  'a %d in response to a body that does not end: %s',
  (status, line, more, settings) => {
    it('closes the connection in Node, and stops reading', async () => {
      const guard = relayGuard({ ...options, ...settings });
      const server = createServer((request, response) => {
        void guard(request).then((result) => {
          (result as GuardResponse).sendTo(response);
        });
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      let answer = '';
      const closed = new Flag('the connection is closed');
      socket
        .on('error', () => undefined)
        .on('close', closed.set)
        .on('data', (bytes: Buffer) => (answer += bytes.toString()));
      const target = line.replace('long', 'x'.repeat(3000));
      const sent = Object.entries({ ...headers, ...more, host: 'relay', 'transfer-encoding': 'chunked' });
      socket.write(
        `${target} HTTP/1.1\r\n${sent.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
      );
      const piece = `${(65_536).toString(16)}\r\n${'x'.repeat(65_536)}\r\n`;
      const write = (): void => {
        if (!closed.isSet) socket.write(piece, () => void setImmediate().then(write));
      };
      write();
      await closed.wait();
      server.close();

      if (answer !== '')
        expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status}[^]*\r\nconnection: close\r\n`, 'i'));
      expect(socket.bytesWritten).toBeLessThan(50_000_000);
    });

    it('cancels the body of a web Request', async () => {
      const [method = '', path = ''] = line.split(' ');
      if (method === 'GET') return;
      const cancelled = new Flag('the body is cancelled');
      let pulls = 0;
      const body = new ReadableStream<Uint8Array>({
        pull: async (controller) => {
          pulls += 1;
          await setImmediate();
          controller.enqueue(new Uint8Array(1000));
        },
        cancel: cancelled.set,
      });
      const request = new Request(`https://relay.example${path.replace('long', 'x'.repeat(3000))}`, {
        method,
        headers: { ...headers, ...more },
        body,
        duplex: 'half',
      } as RequestInit);
      const result = await relayGuard({ ...options, ...settings })(request);

      expect(result).toMatchObject({ status, headers: { connection: 'close' } });
      await cancelled.wait();
      expect(pulls).toBeLessThan(1000);
    });
  },
);

it('does not close a connection without an unread body, or of HTTP/2', async () => {
  const guard = relayGuard(options);
  const results = [
    await guard(nodeRequest({ method: 'GET', url: '/models' })),
    await guard(nodeRequest({ method: 'GET', url: '/else' })),
    await guard(nodeRequest({}, '[]')),
    await guard(nodeRequest({ body: [] })),
    // HTTP/2, which forbids the header `connection`.
    await guard(nodeRequest({ url: '/else', headers: { ...headers, ':method': 'POST' } })),
    await guard(new Request('https://relay.example/models', { headers })),
    await guard(
      new Request('https://relay.example/chat/completions', { method: 'POST', headers, body: '[]' }),
    ),
  ] as GuardResponse[];

  expect(results.map(({ status }) => status)).toEqual([200, 404, 400, 400, 404, 200, 400]);
  for (const result of results) expect(result.headers).not.toHaveProperty('connection');
});
