import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** Secrets that no response of a handler may contain. */
export const secret = {
  key: 'VENICE_INFERENCE_KEY_secret',
  balance: '4711.08',
  ray: '8f03c0ffee-OSL',
} as const;
/** Part of the message, the code and the body of every error. */
export const marker = 'account-4711-at-10.1.2.3';

/** Headers of Venice, and some that would make the response of another server invalid. The bodies have chunked transfer coding. */
export const upstreamHeaders = {
  'x-venice-balance-usd': secret.balance,
  'cf-ray': secret.ray,
  'x-echo': secret.key,
  'content-encoding': 'identity',
  'retry-after': '7',
  'set-cookie': `session=${secret.key}`,
};

const eventStream = { ...upstreamHeaders, 'content-type': 'text/event-stream' };
const hello = 'data: {"id":"c","choices":[{"index":0,"delta":{"content":"Hello"}}]}\n\n';
const end = 'data: {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';

type Answer = (response: ServerResponse) => void;

/** The answers of the upstream server, by the name of the model. */
const answers: Readonly<Record<string, Answer>> = {
  fine: (response) => response.writeHead(200, eventStream).end(hello + end),
  ...Object.fromEntries([400, 401, 402, 403, 404, 429, 500, 503].map((status) => [status, refuse(status)])),
  redirect: (response) => response.writeHead(302, { ...upstreamHeaders, location: `/${marker}` }).end(marker),
  'in-band': (response) => response.writeHead(200, eventStream).end(frame('invalid_api_key')),
  'in-band number': (response) => response.writeHead(200, eventStream).end(frame('200')),
  'mid-stream': (response) => response.writeHead(200, eventStream).end(hello + frame('model_overloaded')),
  'json with status 200': (response) =>
    response.writeHead(200, { ...upstreamHeaders, 'content-type': 'application/json' }).end(body(marker)),
  'page with status 200': (response) =>
    response
      .writeHead(200, { ...upstreamHeaders, 'content-type': 'text/html' })
      .end(`<html>${marker}</html>`),
  cut: (response) => {
    response.writeHead(200, eventStream).write(hello, () => response.socket?.destroy());
  },
};

/** The models of the upstream server that fail. */
export const failures = Object.keys(answers).filter((name) => name !== 'fine');

function refuse(status: number): Answer {
  return (response) =>
    response.writeHead(status, { ...upstreamHeaders, 'content-type': 'application/json' }).end(body(marker));
}

function body(code: string): string {
  return JSON.stringify({ error: { message: `${marker} has ${secret.key} and ${secret.balance}`, code } });
}

function frame(code: string): string {
  return `data: ${body(code)}\n\n`;
}

/** A server whose failure the model of the request selects. */
export class FailingUpstream implements AsyncDisposable {
  readonly baseURL: string;
  private readonly server: Server;

  private constructor(server: Server) {
    this.server = server;
    this.baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(): Promise<FailingUpstream> {
    const server = createServer((request, response) => void answer(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FailingUpstream(server);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { model } = (await json(request)) as { readonly model: string };
  answers[model]!(response);
}
