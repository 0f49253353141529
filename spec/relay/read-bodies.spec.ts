import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { type RelayGuard, type RelayGuardOptions, relayGuard } from 'venice-rx/relay';

const chat = { model: 'default', messages: [{ role: 'user', content: 'Hi' }], stream: true };
const errors: unknown[] = [];
const options: RelayGuardOptions = {
  origins: [],
  models: ['default'],
  allowWithoutOrigin: true,
  rate: false,
  onError: (error) => void errors.push(error),
};
const guard = relayGuard(options);
beforeEach(() => {
  errors.length = 0;
});

/** Sends the result of the guard as the response. */
async function answerWithResult(
  response: ServerResponse,
  request: IncomingMessage,
  read?: Parameters<RelayGuard>[1],
): Promise<void> {
  const result = await guard(request, read);
  if (result.type === 'response') result.sendTo(response);
  else response.writeHead(200).end(JSON.stringify(result.request));
}

async function post(handler: (request: IncomingMessage, response: ServerResponse) => void, path: string) {
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(chat),
  });
  const answer = { status: response.status, body: (await response.json()) as unknown };
  server.closeAllConnections();
  server.close();
  return answer;
}

/** The guard adds a limit to a chat without one: its default for `maxCompletionTokens`. */
const accepted = { status: 200, body: { ...chat, max_completion_tokens: 4096 } };
const path = '/api/chat/completions';

describe.each([
  ['Express 4', jest.requireActual<typeof express>('express4')],
  ['Express 5', express],
])('the guard in %s', (_name, create) => {
  const parsers: Readonly<Record<string, express.RequestHandler[]>> = {
    'no parser': [],
    'express.json()': [create.json()],
    // In Express 4, this parser does not read JSON, and yet sets `request.body` to `{}`.
    'express.urlencoded()': [create.urlencoded({ extended: false })],
    'express.text()': [create.text({ type: '*/*' })],
    'express.raw()': [create.raw({ type: '*/*' })],
    'several parsers': [create.urlencoded({ extended: true }), create.json(), create.text()],
  };

  it.each(Object.keys(parsers))('accepts a chat after these parsers: %s', async (parser) => {
    const app = create();
    for (const parse of parsers[parser] ?? []) app.use(parse);
    app.use((request, response) => void answerWithResult(response, request));

    expect(await post(app, path)).toEqual(accepted);
    expect(errors).toEqual([]);
  });

  it.each(['/api', path, `${path}/`])('can be mounted at %s', async (mount) => {
    const app = create();
    app.use(mount, (request, response) => void answerWithResult(response, request));

    expect(await post(app, path)).toEqual(accepted);
  });

  it('reads the path that the app has rewritten', async () => {
    const app = create();
    app.use('/ask', (request, response) => {
      request.url = '/chat/completions';
      void answerWithResult(response, request);
    });

    expect(await post(app, '/ask')).toEqual(accepted);
  });

  it('responds with a 404 to any other path', async () => {
    const app = create();
    app.use('/images', (request, response) => void answerWithResult(response, request));

    expect(await post(app, '/images')).toMatchObject({ status: 404 });
  });
});

describe('a body that your server has already read', () => {
  const readAll = async (request: IncomingMessage): Promise<string> => {
    let text = '';
    for await (const bytes of request) text += String(bytes);
    return text;
  };

  it('can be passed to the guard, in Fastify', async () => {
    const app = Fastify();
    app.post(path, async (request, reply) => {
      reply.hijack();
      await answerWithResult(reply.raw, request.raw, { body: request.body });
    });
    await app.ready();

    expect(await post((request, response) => app.routing(request, response), path)).toEqual(accepted);
    await app.close();
  });

  it('can be passed to the guard, in Koa', async () => {
    const app = new Koa();
    app.use(async (context) => {
      context.respond = false;
      await answerWithResult(context.res, context.req, { body: await readAll(context.req) });
    });
    const answer = app.callback();

    expect(await post((request, response) => void answer(request, response), path)).toEqual(accepted);
  });

  it('can be passed to the guard, in Hono', async () => {
    const app = new Hono();
    app.post(path, async (context) => {
      const body: unknown = await context.req.json();
      const result = await guard(context.req.raw, { body });
      return result.type === 'response' ? result.toResponse() : context.json(result.request);
    });
    const response = await app.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(chat),
    });

    expect({ status: response.status, body: (await response.json()) as unknown }).toEqual(accepted);
  });

  const remedy = expect.stringContaining('guard(request, { body })') as string;

  it('results in a 500 instead of a wait if it is not passed to the guard, in Node', async () => {
    const handler = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      await readAll(request);
      await answerWithResult(response, request);
    };

    expect(await post((request, response) => void handler(request, response), path)).toMatchObject({
      status: 500,
    });
    expect(errors).toMatchObject([{ name: 'TypeError', message: remedy }]);
  });

  it.each<[string, (request: Request) => unknown]>([
    ['read', (request) => request.text()],
    ['locked', (request) => request.body?.getReader()],
  ])(
    'results in a 500 instead of a wait if it is not passed to the guard, with a web Request: %s',
    async (_how, read) => {
      const body = JSON.stringify(chat);
      const request = new Request(`https://relay.example${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      await read(request);

      expect(await guard(request)).toMatchObject({ status: 500 });
      expect(errors).toMatchObject([{ name: 'TypeError', message: remedy }]);
    },
  );
});
