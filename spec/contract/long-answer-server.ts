import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { chunk, finish } from 'venice-rx/testing';
import { Changes } from './changes.js';

const piece = `data: ${JSON.stringify(chunk('x'.repeat(16 * 1024)))}\n\n`;
const end = `data: ${JSON.stringify(finish())}\n\ndata: [DONE]\n\n`;

/** Answers with a text of so many bytes, as fast as its peer takes it. */
export class LongAnswerServer extends Changes implements AsyncDisposable {
  /** Answers that have been written to their end, and those whose connection is open. */
  finished = 0;
  open = 0;
  /** How many bytes its connections have taken. */
  sent = 0;
  private readonly server: Server;

  private constructor(size: number, headers: Record<string, string>) {
    super();
    this.server = createServer((_request, response) => {
      this.open += 1;
      this.tell();
      response.writeHead(200, { 'content-type': 'text/event-stream', ...headers });
      response.on('close', () => {
        this.open -= 1;
        this.tell();
      });
      Readable.from(this.bodyOf(size)).pipe(response);
      response.on('finish', () => {
        this.finished += 1;
        this.tell();
      });
    });
  }

  /** Starts one on a free port of 127.0.0.1. Default size: 32 MiB, which no buffer of a connection takes. */
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

  private *bodyOf(size: number): Generator<string> {
    for (let sent = 0; sent < size; sent += piece.length) {
      this.sent += piece.length;
      yield piece;
    }
    yield end;
  }
}
