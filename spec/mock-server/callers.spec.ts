import { once } from 'node:events';
import { type IncomingMessage, request as send } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { type MockServer, type MockServerOptions, startMockServer } from 'venice-rx/mock-server';

let server: MockServer;
afterEach(() => server.close());

async function ask(
  headers: Record<string, string>,
  method = 'GET',
): Promise<IncomingMessage & { body: string }> {
  const request = send(`${server.baseURL}/models`, { method, headers, agent: false }).end();
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  return Object.assign(answer, { body: await text(answer) });
}

async function start(options: MockServerOptions = {}): Promise<void> {
  server = await startMockServer(options);
}

describe('the host of a request', () => {
  it.each(['127.0.0.1', 'localhost', 'LOCALHOST:80', 'api.localhost:5', '[::1]:4010', '127.1.2.3'])(
    'is accepted if it is this machine: %s',
    async (host) => {
      await start();

      expect((await ask({ host })).statusCode).toBe(200);
    },
  );

  it.each([
    'evil.example',
    'evil.example:80',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '192.168.0.1',
    'a@b',
    ' ',
  ])('is rejected with a 421 if it is not this machine, as in DNS rebinding: %j', async (host) => {
    await start({ allowedHosts: ['mock.test'] });
    const { statusCode, body } = await ask({ host, origin: `http://${host}` });

    expect(statusCode).toBe(421);
    expect(JSON.parse(body)).toEqual({
      error: 'Host: neither a name of this machine nor in `allowedHosts`',
    });
    expect(server.requests).toEqual([]);
  });

  it.each(['mock.test', 'Mock.test:4010'])('is accepted if `allowedHosts` contains it: %s', async (host) => {
    await start({ allowedHosts: ['mock.TEST'] });

    expect((await ask({ host })).statusCode).toBe(200);
  });
});

describe('the origin of a page', () => {
  it.each([
    'http://localhost:4200',
    'https://127.0.0.1',
    'http://[::1]:5173',
    'http://app.localhost',
    'http://mock.test:8',
  ])('is accepted if it is this machine, or one of `allowedHosts`: %s', async (origin) => {
    await start({ allowedHosts: ['mock.test'] });

    expect(await ask({ origin })).toMatchObject({
      statusCode: 200,
      headers: { 'access-control-allow-origin': '*' },
    });
  });

  it.each([
    'https://evil.example',
    'null',
    'http://localhost.evil.example',
    'file://',
    'http://127.0.0.1@evil.example',
  ])('is rejected with a 403 if it is any other origin: %s', async (origin) => {
    await start();
    for (const method of ['GET', 'OPTIONS']) {
      const { statusCode, headers } = await ask({ origin, 'access-control-request-method': 'POST' }, method);

      expect(statusCode).toBe(403);
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    }
    expect(server.requests).toEqual([]);
  });

  it.each([
    ['https://app.example', ['https://app.example']],
    ['null', ['null']],
    ['https://any.example', ['*']],
  ])('is accepted if `allowedOrigins` contains it: %s', async (origin, allowedOrigins) => {
    await start({ allowedOrigins });

    expect((await ask({ origin })).statusCode).toBe(200);
  });
});

it('rejects a request with another host before it reads the body', async () => {
  await start();
  const socket = connect(server.port, '127.0.0.1').on('error', () => undefined);
  socket.write(
    'POST /api/v1/chat/completions HTTP/1.1\r\nhost: evil.example\r\ncontent-length: 1000000000\r\n\r\n{',
  );
  const answer = await text(socket);

  expect(answer).toMatch(/^HTTP\/1\.1 421 /);
});

it('startMockServer rejects with an error if `allowedHosts` or `allowedOrigins` is not an array of strings', async () => {
  await start();

  await expect(startMockServer({ allowedHosts: 'a' as never })).rejects.toThrow(
    '`allowedHosts` must be an array of strings',
  );
  await expect(startMockServer({ allowedOrigins: [5] as never })).rejects.toThrow(
    '`allowedOrigins` must be an array',
  );
});
