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
  const verdict = await guard(request, read);
  if (verdict.type === 'response') verdict.sendTo(response);
  else response.writeHead(200).end(JSON.stringify(verdict.request));
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

const accepted = { status: 200, body: { ...chat, max_completion_tokens: 4096 } };
const path = '/api/chat/completions';

describe.each([
  ['Express 4', jest.requireActual<typeof express>('express4')],
  ['Express 5', express],
])('%s', (_name, create) => {
  const parsers: Readonly<Record<string, express.RequestHandler[]>> = {
    'no parser': [],
    'express.json()': [create.json()],
    // In Express 4, this parser sets the body to `{}` and does not read it.
    'express.urlencoded()': [create.urlencoded({ extended: false })],
    'express.text()': [create.text({ type: '*/*' })],
    'express.raw()': [create.raw({ type: '*/*' })],
    'several parsers': [create.urlencoded({ extended: true }), create.json(), create.text()],
  };

  it.each(Object.keys(parsers))('passes a chat to the guard: %s', async (parser) => {
    const app = create();
    for (const parse of parsers[parser] ?? []) app.use(parse);
    app.use((request, response) => void answerWithResult(response, request));

    expect(await post(app, path)).toEqual(accepted);
    expect(errors).toEqual([]);
  });

  it.each(['/api', path, `${path}/`])('may mount the guard at %s', async (mount) => {
    const app = create();
    app.use(mount, (request, response) => void answerWithResult(response, request));

    expect(await post(app, path)).toEqual(accepted);
  });

  it('may rewrite the path', async () => {
    const app = create();
    app.use('/ask', (request, response) => {
      request.url = '/chat/completions';
      void answerWithResult(response, request);
    });

    expect(await post(app, '/ask')).toEqual(accepted);
  });

  it('serves no other path at a mount', async () => {
    const app = create();
    app.use('/images', (request, response) => void answerWithResult(response, request));

    expect(await post(app, '/images')).toMatchObject({ status: 404 });
  });
});

describe('a body that the host has read', () => {
  const readAll = async (request: IncomingMessage): Promise<string> => {
    let text = '';
    for await (const bytes of request) text += String(bytes);
    return text;
  };

  it('is passed to the guard by Fastify', async () => {
    const app = Fastify();
    app.post(path, async (request, reply) => {
      reply.hijack();
      await answerWithResult(reply.raw, request.raw, { body: request.body });
    });
    await app.ready();

    expect(await post((request, response) => app.routing(request, response), path)).toEqual(accepted);
    await app.close();
  });

  it('is passed to the guard by Koa', async () => {
    const app = new Koa();
    app.use(async (context) => {
      context.respond = false;
      await answerWithResult(context.res, context.req, { body: await readAll(context.req) });
    });
    const answer = app.callback();

    expect(await post((request, response) => void answer(request, response), path)).toEqual(accepted);
  });

  it('is passed to the guard by Hono', async () => {
    const app = new Hono();
    app.post(path, async (context) => {
      const body: unknown = await context.req.json();
      const verdict = await guard(context.req.raw, { body });
      return verdict.type === 'response' ? verdict.toResponse() : context.json(verdict.request);
    });
    const response = await app.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(chat),
    });

    expect({ status: response.status, body: (await response.json()) as unknown }).toEqual(accepted);
  });

  const remedy = expect.stringContaining('guard(request, { body })') as string;

  it('and has not passed to the guard is an error of the host at once, with Node', async () => {
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
    'and has not passed to the guard is an error of the host at once, with a web Request: %s',
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
