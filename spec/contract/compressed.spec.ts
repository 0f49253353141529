import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { firstValueFrom, materialize } from 'rxjs';
import { VeniceClient, fetchTransport, toContent } from 'venice-rx';
import { undiciTransport } from 'venice-rx/node';
import { question } from './question.js';

const stream =
  'data: {"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';

describe('a server that compresses its answer unasked', () => {
  const asked: (string | undefined)[] = [];
  let server: Server;
  let baseURL: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.headers['accept-encoding']);
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(stream));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('is asked for plain text by undici, and its answer named for what it is', async () => {
    const transport = undiciTransport();
    const client = new VeniceClient({ baseURL, transport });
    const result = await firstValueFrom(
      client.chat.completions.create(question).pipe(toContent(), materialize()),
    );
    await transport.close();

    expect(asked.pop()).toBe('identity');
    expect(result).toMatchObject({
      error: { name: 'APIConnectionError', message: expect.stringContaining('gzip') as string },
    });
  });

  it('is read by fetch', async () => {
    const client = new VeniceClient({ baseURL, transport: fetchTransport() });

    await expect(firstValueFrom(client.chat.completions.create(question).pipe(toContent()))).resolves.toBe(
      'Hi',
    );
  });
});
