import { once } from 'node:events';
import { type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { type Observable, Subject, concat, of, throwError } from 'rxjs';
import type { ChatCompletionChunk } from 'venice-rx';
import { type GuardResponse, pipeToNodeResponse, relayGuard } from 'venice-rx/relay';
import { chunk } from 'venice-rx/testing';
import { Flag } from '../contract/flag.js';

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Sends a request to a handler. */
async function sendRequest(handler: (response: ServerResponse) => void): Promise<Answer> {
  const server = createServer((_request, response) => {
    handler(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { status, headers, body } = await fetchFrom((server.address() as AddressInfo).port);
  server.closeAllConnections();
  server.close();
  return { status, headers, body };
}

async function fetchFrom(port: number, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${port}/else`, init);
  return { status: response.status, headers: response.headers, body: await response.text() };
}

const text = (body: string): string =>
  [...body.matchAll(/"content":"([^"]*)"/g)].map(([, content]) => content).join('');
const answer = (): Observable<ChatCompletionChunk> => of(chunk('Hel'), chunk('lo'));
const failure = (): Observable<ChatCompletionChunk> => throwError(() => new Error('no chat'));
const sse = { 'content-type': 'text/event-stream', 'x-own': 'kept' };

describe('a response head that your server has sent', () => {
  it.each<[string, (response: ServerResponse) => void]>([
    ['with writeHead', (response) => response.writeHead(202, sse)],
    [
      'and a part of the body',
      (response) => {
        response.writeHead(202, sse);
        response.write(': hello\n\n');
      },
    ],
    [
      'with flushHeaders',
      (response) => {
        response.statusCode = 202;
        response.setHeader('x-own', 'kept');
        response.flushHeaders();
      },
    ],
  ])('is kept, and the whole stream follows it: %s', async (_how, begin) => {
    const { status, headers, body } = await sendRequest((response) => {
      begin(response);
      pipeToNodeResponse(response, answer);
    });

    expect([status, headers.get('x-own'), text(body)]).toEqual([202, 'kept', 'Hello']);
    expect(body.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('after the call of the relay, but before the first chunk, is kept too', async () => {
    const chunks = new Subject<ChatCompletionChunk>();
    const { status, body } = await sendRequest((response) => {
      pipeToNodeResponse(response, () => chunks);
      response.writeHead(202, sse);
      answer().subscribe(chunks);
    });

    expect([status, text(body)]).toEqual([202, 'Hello']);
  });

  it('is followed by an error inside the stream', async () => {
    const errors: unknown[] = [];
    const { status, body } = await sendRequest((response) => {
      response.writeHead(202, sse);
      pipeToNodeResponse(response, failure, { onError: (error) => void errors.push(error) });
    });

    expect(status).toBe(202);
    expect(body).toMatch(/^data: \{"error":\{.*\}\}\n\ndata: \[DONE\]\n\n$/);
    expect(errors).toEqual([new Error('no chat')]);
  });

  it.each([
    ['an answer', answer, /"content":"Hello"/],
    ['an error', failure, /^\{"error":/],
  ])('is followed by %s in one piece', async (_what, source, expected) => {
    const { status, body } = await sendRequest((response) => {
      response.writeHead(202, sse);
      pipeToNodeResponse(response, source, { stream: false });
    });

    expect([status, body]).toEqual([202, expect.stringMatching(expected)]);
  });

  it('is followed by the response of the guard', async () => {
    const guard = relayGuard({ origins: [], models: ['default'], allowWithoutOrigin: true });
    const server = createServer((request, response) => {
      response.writeHead(202, sse);
      void guard(request).then((result) => {
        (result as GuardResponse).sendTo(response);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');

    expect(await fetchFrom((server.address() as AddressInfo).port)).toMatchObject({
      status: 202,
      body: expect.stringContaining('not_found_error') as string,
    });
    server.closeAllConnections();
    server.close();
  });
});

describe('a response that your server has ended', () => {
  const endedError = new TypeError(
    'your server (or its framework) has ended the response of a chat; in Fastify, call reply.hijack() first',
  );

  it('before the call of the relay is reported, and no chat is requested', async () => {
    const errors: unknown[] = [];
    let requests = 0;
    const { status, body } = await sendRequest((response) => {
      response.writeHead(503).end('too late');
      const source = (): Observable<ChatCompletionChunk> => ((requests += 1), answer());
      pipeToNodeResponse(response, source, { onError: (error) => void errors.push(error) });
    });

    expect([status, body, requests]).toEqual([503, 'too late', 0]);
    expect(errors).toEqual([endedError]);
  });

  it('in the middle of a stream is reported, and the chat is cancelled', async () => {
    const over = new Flag('the chat is unsubscribed');
    const chunks = new Subject<ChatCompletionChunk>();
    const errors: unknown[] = [];
    const { body } = await sendRequest((response) => {
      const source = (): Observable<ChatCompletionChunk> => concat(of(chunk('a')), chunks);
      pipeToNodeResponse(response, source, { onError: (error) => void errors.push(error) }).add(over.set);
      response.end();
    });
    await over.wait();

    expect(text(body)).toBe('a');
    expect(chunks.observed).toBe(false);
    expect(errors).toEqual([endedError]);
  });

  it('in Fastify without hijack() is reported', async () => {
    const errors: unknown[] = [];
    const over = new Flag('the chat is unsubscribed');
    const app = Fastify();
    app.get('/else', async (_request, reply) => {
      const options = { onError: (error: unknown) => void errors.push(error) };
      pipeToNodeResponse(reply.raw, () => new Subject<ChatCompletionChunk>(), options).add(over.set);
      return Promise.resolve();
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    await fetchFrom((app.server.address() as AddressInfo).port);
    await over.wait();

    expect(errors).toEqual([endedError]);
    app.server.closeAllConnections();
    await app.close();
  });

  it('is not reported if the relay itself has ended it', async () => {
    const errors: unknown[] = [];
    await sendRequest((response) => {
      pipeToNodeResponse(response, answer, { onError: (error) => void errors.push(error) });
    });

    expect(errors).toEqual([]);
  });
});

describe('headers with lists of names', () => {
  const headers = { vary: 'origin', 'access-control-expose-headers': 'retry-after' };

  it.each<[string | string[], string]>([
    ['Accept-Encoding', 'Accept-Encoding, origin'],
    ['Origin, Accept-Encoding', 'origin, Accept-Encoding'],
    [['Accept-Encoding', 'Cookie'], 'Accept-Encoding, Cookie, origin'],
    ['*', '*'],
    ['', 'origin'],
  ])('are extended by the relay if your server has set `vary` to %j', async (others, expected) => {
    const sent = await sendRequest((response) => {
      response.setHeader('vary', others).setHeader('access-control-expose-headers', 'x-id');
      pipeToNodeResponse(response, answer, { headers });
    });

    expect(sent.headers.get('vary')).toBe(expected);
    expect(sent.headers.get('access-control-expose-headers')).toBe('x-id, retry-after');
  });

  it('are extended by the guard too', async () => {
    const guard = relayGuard({ origins: ['https://app.example'], models: ['default'] });
    const server = createServer((request, response) => {
      response.setHeader('vary', 'accept-encoding');
      void guard(request).then((result) => {
        (result as GuardResponse).sendTo(response);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { headers: sent } = await fetchFrom((server.address() as AddressInfo).port, {
      headers: { origin: 'https://app.example' },
    });

    expect(sent.get('vary')).toBe('accept-encoding, origin');
    server.closeAllConnections();
    server.close();
  });

  it('of Fastify hooks are extended, and other headers of hooks are kept', async () => {
    const app = Fastify();
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('vary', 'accept-encoding').header('x-frame-options', 'DENY');
      return Promise.resolve();
    });
    app.get('/else', (_request, reply) => {
      reply.hijack();
      for (const [name, value = ''] of Object.entries(reply.getHeaders())) reply.raw.setHeader(name, value);
      pipeToNodeResponse(reply.raw, answer, { headers });
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const sent = await fetchFrom((app.server.address() as AddressInfo).port);

    expect([sent.headers.get('vary'), sent.headers.get('x-frame-options')]).toEqual([
      'accept-encoding, origin',
      'DENY',
    ]);
    expect(text(sent.body)).toBe('Hello');
    app.server.closeAllConnections();
    await app.close();
  });
});
