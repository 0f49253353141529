import { once } from 'node:events';
import { type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chunk, finish } from 'venice-rx/testing';

/** A request: its key, and the tenant that its prompt names. */
export interface Arrival {
  readonly authorization: string | undefined;
  readonly tenant: string;
}

/** The status and headers of an answer. */
export interface TenantReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Records the key and the tenant of each request. The prompt of a request is the name of its tenant. */
export class TenantServer implements AsyncDisposable {
  readonly arrivals: Arrival[] = [];
  private readonly server: Server;

  private constructor(replyTo: (arrival: Arrival) => TenantReply) {
    this.server = createServer((request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (part: string) => (text += part));
      request.on('end', () => {
        const { messages } = JSON.parse(text) as { messages: readonly { content: string }[] };
        const arrival = {
          authorization: request.headers.authorization,
          tenant: messages.at(-1)?.content ?? '',
        };
        this.arrivals.push(arrival);
        answer(response, replyTo(arrival));
      });
    });
  }

  static async start(replyTo: (arrival: Arrival) => TenantReply): Promise<TenantServer> {
    const server = new TenantServer(replyTo);
    server.server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
    return server;
  }

  get baseURL(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

function answer(response: ServerResponse, { status, headers }: TenantReply): void {
  if (status !== 200) {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end('{"error":"rejected"}');
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', ...headers });
  const frames = [chunk('Hello'), finish()].map((part) => `data: ${JSON.stringify(part)}\n\n`);
  response.end(`${frames.join('')}data: [DONE]\n\n`);
}
