import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChunkDelta } from 'venice-rx';
import { deltaChunk } from '../../src/testing/builders/envelope.js';

/** A request that the server has received. */
export interface ReceivedRequest {
  readonly authorization: string | undefined;
  readonly body: string;
}

export type Reply = (request: ReceivedRequest, response: ServerResponse) => void;

/** An HTTP server on the loopback interface that answers every chat with `reply`. */
export class ChatServer {
  readonly requests: ReceivedRequest[] = [];
  /** Number of accepted connections. */
  connections = 0;
  private readonly server: Server;

  constructor(reply: Reply = stream('Hello')) {
    this.server = createServer((request, response) => {
      void this.answer(request, response, reply);
    });
    this.server.on('connection', () => (this.connections += 1));
  }

  get baseURL(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async listen(): Promise<this> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return this;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse, reply: Reply): Promise<void> {
    let body = '';
    for await (const part of request) body += String(part);
    const receivedRequest = { authorization: request.headers.authorization, body };
    this.requests.push(receivedRequest);
    reply(receivedRequest, response);
  }
}

/** Answers with a stream of one chunk for each part, and a finish reason. */
export function stream(...parts: readonly string[]): Reply {
  return (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const content of parts) response.write(frame({ content }));
    response.end(`${frame({}, 'stop')}data: [DONE]\n\n`);
  };
}

/** Answers a chat with a call of the tool `name`, and then with the result of that call. */
export function callTool(name: string): Reply {
  return ({ body }, response) => {
    const { messages } = JSON.parse(body) as { messages: { role: string; content: string }[] };
    const result = messages.find(({ role }) => role === 'tool');
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const call = { index: 0, id: 'call_1', type: 'function', function: { name, arguments: '{}' } };
    response.write(frame(result ? { content: result.content } : { tool_calls: [call] }));
    response.end(`${frame({}, result ? 'stop' : 'tool_calls')}data: [DONE]\n\n`);
  };
}

/** One chunk as an event of the stream. */
export function frame(delta: ChunkDelta, finish_reason: string | null = null, model = 'm'): string {
  return `data: ${JSON.stringify({ ...deltaChunk(delta, {}, finish_reason), model })}\n\n`;
}
