import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { chunk, finish } from 'venice-rx/testing';
import { Changes } from './changes.js';

const piece = `data: ${JSON.stringify(chunk('x'.repeat(16 * 1024)))}\n\n`;
const end = `data: ${JSON.stringify(finish())}\n\ndata: [DONE]\n\n`;

/** Answers with a text of `size` bytes, as fast as the client reads it. */
export class LongAnswerServer extends Changes implements AsyncDisposable {
  /** Number of answers that were written to their end. */
  finished = 0;
  /** Number of answers whose connection is open. */
  open = 0;
  /** Number of bytes that the server has written to its connections. */
  sent = 0;
  private readonly server: Server;

  private constructor(size: number, headers: Record<string, string>) {
    super();
    this.server = createServer((_request, response) => {
      this.open += 1;
      this.notify();
      response.writeHead(200, { 'content-type': 'text/event-stream', ...headers });
      response.on('close', () => {
        this.open -= 1;
        this.notify();
      });
      Readable.from(this.createBody(size)).pipe(response);
      response.on('finish', () => {
        this.finished += 1;
        this.notify();
      });
    });
  }

  /** Starts a server on a free port of 127.0.0.1. Default size: 32 MiB, more than the buffers of a connection can hold. */
  static async start(
    size = 32 * 1024 * 1024,
    headers: Record<string, string> = {},
  ): Promise<LongAnswerServer> {
    const server = new LongAnswerServer(size, headers);
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

  private *createBody(size: number): Generator<string> {
    for (let sent = 0; sent < size; sent += piece.length) {
      this.sent += piece.length;
      yield piece;
    }
    yield end;
  }
}
