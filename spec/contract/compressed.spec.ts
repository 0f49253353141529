import { once } from 'node:events';
import { type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, createGzip, deflateSync, gzipSync } from 'node:zlib';
import { firstValueFrom, lastValueFrom, materialize, take, tap, toArray } from 'rxjs';
import { type ChatCompletion, LimitExceededError, VeniceClient, contentDeltas, toContent } from 'venice-rx';
import { undiciTransport } from 'venice-rx/node';
import { startMockServer } from 'venice-rx/mock-server';
import { CompressedBody } from '../../src/node/compressed-body.js';
import { question } from './question.js';
import { transports } from './transports.js';

const stream =
  'data: {"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';
function frame(content: string, finish_reason: string | null = null): string {
  return `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason }] })}\n\n`;
}

const completion = JSON.stringify({ choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' } }] });
const wholeQuestion = { ...question, stream: false } as const;
const mebibyte = 1024 * 1024;

let answer: (response: ServerResponse) => void;
const acceptEncodings: (string | undefined)[] = [];
let server: Server;
let baseURL: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    acceptEncodings.push(request.headers['accept-encoding']);
    answer(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe.each(transports)(
  'a stream that a server compresses although the request does not allow it, over $name',
  ({ create }) => {
    const compressed = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync };

    it.each(Object.entries(compressed))(
      'is requested without compression, and read if it arrives as %s',
      async (coding, compress) => {
        answer = (response) => response.writeHead(200, { 'content-encoding': coding }).end(compress(stream));

        expect(await readContent(create())).toMatchObject({ value: 'Hi' });
        expect(acceptEncodings.pop()).toBe('identity');
      },
    );

    it('is read as it arrives', async () => {
      const gzip = createGzip();
      answer = (response) => {
        gzip.pipe(response.writeHead(200, { 'content-encoding': 'gzip' }));
        gzip.write(frame('Hel'));
        gzip.flush();
      };
      const received: string[] = [];
      await using client = new VeniceClient({ baseURL, transport: create() });
      await lastValueFrom(
        client.chat.completions.create(question).pipe(
          contentDeltas(),
          tap((text) => {
            received.push(text);
            // The server continues only when the first text has been emitted.
            if (received.length === 1) gzip.end(frame('lo', 'stop'));
          }),
        ),
      );

      expect(received).toEqual(['Hel', 'lo']);
    });

    it('fails with a TruncatedStreamError that has the answer so far if it breaks off', async () => {
      const body = gzipSync(frame('Hel') + stream.slice(0, 20), { level: 0 });
      answer = (response) =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(body.subarray(0, -20));

      expect(await readContent(create())).toMatchObject({
        error: {
          name: 'TruncatedStreamError',
          isRetryable: true,
          partial: { choices: [{ message: { content: 'Hel' } }] },
        },
      });
    });

    it('fails with a TruncatedStreamError if it is not compressed, although its header says so', async () => {
      answer = (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(stream);

      expect(await readContent(create())).toMatchObject({ error: { name: 'TruncatedStreamError' } });
    });

    it('fails with a LimitExceededError if it is too large after decompression', async () => {
      const bomb = gzipSync(`data: {"id":"${'a'.repeat(mebibyte)}"}\n\n`.repeat(65));
      answer = (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);

      expect(await readContent(create())).toMatchObject({ error: { name: 'LimitExceededError' } });
    });

    it('closes its connection when it is unsubscribed from', async () => {
      const closed = new Promise<void>((resolve) => {
        answer = (response) => {
          const body = gzipSync(frame('Hel'), { level: 0 });
          response.writeHead(200, { 'content-encoding': 'gzip' }).write(body);
          response.once('close', resolve);
        };
      });
      await using client = new VeniceClient({ baseURL, transport: create() });
      const first = client.chat.completions.create(question).pipe(contentDeltas(), take(1));

      expect(await lastValueFrom(first)).toBe('Hel');
      await closed;
    });
  },
);

describe('a stream with a content coding that the undici transport does not support', () => {
  it('fails with an error that names the coding', async () => {
    answer = (response) => response.writeHead(200, { 'content-encoding': 'compress' }).end(stream);

    expect(await readContent(undiciTransport())).toMatchObject({
      error: {
        name: 'APIConnectionError',
        code: 'ERR_CONTENT_CODING',
        message: expect.stringContaining('compress') as string,
      },
    });
  });
});

describe.each(transports)('an answer in one piece, over $name', ({ create }) => {
  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('is requested with compression, and read if it arrives as %s', async (coding, compress) => {
    answer = (response) => response.writeHead(200, { 'content-encoding': coding }).end(compress(completion));
    await using client = new VeniceClient({ baseURL, transport: create() });

    const { choices } = await firstValueFrom(client.chat.completions.create(wholeQuestion));
    expect(choices[0]?.message.content).toBe('Hi');
    expect(acceptEncodings.pop()).toMatch(/\b(br|gzip)\b/);
  });

  it('fails with a TruncatedStreamError if its gzip is truncated', async () => {
    const body = gzipSync(completion).subarray(0, -10);
    answer = (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(body);

    expect(await getFailure(create())).toMatchObject({ name: 'TruncatedStreamError', isRetryable: true });
  });

  it.each(['gzip', 'br'])(
    'fails with an error that is not retryable if it is not %s, although its header says so',
    async (coding) => {
      answer = (response) => response.writeHead(200, { 'content-encoding': coding }).end(completion);

      expect(await getFailure(create())).toMatchObject({ name: 'APIConnectionError', isRetryable: false });
    },
  );

  it('fails with the error in its compressed body', async () => {
    const body = gzipSync('{"error":"no such model"}');
    answer = (response) => response.writeHead(404, { 'content-encoding': 'gzip' }).end(body);

    expect(await getFailure(create())).toMatchObject({
      name: 'NotFoundError',
      body: { error: 'no such model' },
    });
  });

  it('fails with an error without a body if its compressed body is empty', async () => {
    answer = (response) => response.writeHead(503, { 'content-encoding': 'gzip' }).end();

    expect(await getFailure(create())).toMatchObject({ name: 'ServiceUnavailableError', body: '' });
  });

  it('closes its connection when it is unsubscribed from in the middle', async () => {
    const closed = new Promise<string>((resolve) => {
      answer = (response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' }).write(gzipSync(completion).subarray(0, 20));
        response.once('close', () => resolve('closed'));
        setImmediate(() => run.unsubscribe());
      };
    });
    const transport = create();
    const seen: ChatCompletion[] = [];
    const run = new VeniceClient({ baseURL, transport }).chat.completions
      .create(wholeQuestion)
      .subscribe((value) => seen.push(value));

    expect(await closed).toBe('closed');
    expect(seen).toEqual([]);
    await transport.close();
  });
});

describe('undici', () => {
  it('decompresses no more than 64 MiB', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * mebibyte + 1));
    answer = (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    const error = await getFailure(undiciTransport());

    expect(error).toMatchObject({ name: 'LimitExceededError', kind: 'answer body' });
  });

  it('buffers no more than 64 MiB of compressed data', () => {
    const body = new CompressedBody('gzip');
    for (let i = 0; i < 64; i++) body.push(Buffer.alloc(mebibyte));

    expect(() => body.push(Buffer.alloc(1))).toThrow(LimitExceededError);
  });

  it.each([{ accept: '*/*' }, {}])(
    'requests no compression if the request has the headers %j',
    async (headers) => {
      answer = (response) => response.end('{}');
      const transport = undiciTransport();
      await lastValueFrom(transport({ method: 'GET', url: baseURL, headers }));
      await transport.close();

      expect(acceptEncodings.pop()).toBe('identity');
    },
  );

  it('emits an event without bytes for a read of a compressed body, so that timeouts see the read', async () => {
    answer = (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{}'));
    const transport = undiciTransport();
    const headers = { accept: 'application/json' };
    const events = await lastValueFrom(transport({ method: 'GET', url: baseURL, headers }).pipe(toArray()));
    await transport.close();

    const sizes = events.map((event) => (event.type === 'data' ? event.bytes.length : event.type));
    expect(sizes).toEqual(['head', 0, 2]);
  });

  it('requests brotli with the default client, and receives it if the server supports it', async () => {
    await using local = await startMockServer({ script: [{ reply: { text: 'Hi' } }] });
    await using client = new VeniceClient({ baseURL: local.baseURL });
    const { headers } = await firstValueFrom(
      client.chat.completions.create(wholeQuestion, { observe: 'response' }),
    );

    expect(headers).toMatchObject({ 'content-encoding': 'br' });
  });
});

/** Returns the first notification of a stream: its text or its error. */
async function readContent(transport: ReturnType<typeof undiciTransport>): Promise<object> {
  await using client = new VeniceClient({ baseURL, transport });
  return await firstValueFrom(client.chat.completions.create(question).pipe(toContent(), materialize()));
}

async function getFailure(transport: ReturnType<typeof undiciTransport>): Promise<unknown> {
  await using client = new VeniceClient({ baseURL, transport });
  const result = await firstValueFrom(client.chat.completions.create(wholeQuestion).pipe(materialize()));
  return result.kind === 'E' && (result.error as unknown);
}
