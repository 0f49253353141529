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
const whole = { ...question, stream: false } as const;
const mebibyte = 1024 * 1024;

let answer: (response: ServerResponse) => void;
const asked: (string | undefined)[] = [];
let server: Server;
let baseURL: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.headers['accept-encoding']);
    answer(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe.each(transports)('a stream that a server compresses unasked, over $name', ({ create }) => {
  const compressed = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync };

  it.each(Object.entries(compressed))(
    'is asked for as plain text, and read when it comes as %s',
    async (coding, compress) => {
      answer = (response) => response.writeHead(200, { 'content-encoding': coding }).end(compress(stream));

      expect(await contentOver(create())).toMatchObject({ value: 'Hi' });
      expect(asked.pop()).toBe('identity');
    },
  );

  it('is read as it comes', async () => {
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
          // The server goes on only when the first text has come.
          if (received.length === 1) gzip.end(frame('lo', 'stop'));
        }),
      ),
    );

    expect(received).toEqual(['Hel', 'lo']);
  });

  it('is truncated where it breaks off, and what has come of it is there', async () => {
    const body = gzipSync(frame('Hel') + stream.slice(0, 20), { level: 0 });
    answer = (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(body.subarray(0, -20));

    expect(await contentOver(create())).toMatchObject({
      error: {
        name: 'TruncatedStreamError',
        isRetryable: true,
        partial: { choices: [{ message: { content: 'Hel' } }] },
      },
    });
  });

  it('is truncated when it is not what it claims to be', async () => {
    answer = (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(stream);

    expect(await contentOver(create())).toMatchObject({ error: { name: 'TruncatedStreamError' } });
  });

  it('is bounded by what it unpacks to', async () => {
    const bomb = gzipSync(`data: {"id":"${'a'.repeat(mebibyte)}"}\n\n`.repeat(65));
    answer = (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);

    expect(await contentOver(create())).toMatchObject({ error: { name: 'LimitExceededError' } });
  });

  it('closes its connection when it is left', async () => {
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
});

describe('a stream in a coding that undici does not know', () => {
  it('is named for what it is', async () => {
    answer = (response) => response.writeHead(200, { 'content-encoding': 'compress' }).end(stream);

    expect(await contentOver(undiciTransport())).toMatchObject({
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
  ])('is asked for compressed, and read when it comes as %s', async (coding, compress) => {
    answer = (response) => response.writeHead(200, { 'content-encoding': coding }).end(compress(completion));
    await using client = new VeniceClient({ baseURL, transport: create() });

    const { choices } = await firstValueFrom(client.chat.completions.create(whole));
    expect(choices[0]?.message.content).toBe('Hi');
    expect(asked.pop()).toMatch(/\b(br|gzip)\b/);
  });

  it('is a TruncatedStreamError when its gzip is cut', async () => {
    const body = gzipSync(completion).subarray(0, -10);
    answer = (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(body);

    expect(await failureOver(create())).toMatchObject({ name: 'TruncatedStreamError', isRetryable: true });
  });

  it.each(['gzip', 'br'])('is an error that no retry fixes when it is no %s at all', async (coding) => {
    answer = (response) => response.writeHead(200, { 'content-encoding': coding }).end(completion);

    expect(await failureOver(create())).toMatchObject({ name: 'APIConnectionError', isRetryable: false });
  });

  it('is the error that its compressed body tells of', async () => {
    const body = gzipSync('{"error":"no such model"}');
    answer = (response) => response.writeHead(404, { 'content-encoding': 'gzip' }).end(body);

    expect(await failureOver(create())).toMatchObject({
      name: 'NotFoundError',
      body: { error: 'no such model' },
    });
  });

  it('is an error without body when there is none', async () => {
    answer = (response) => response.writeHead(503, { 'content-encoding': 'gzip' }).end();

    expect(await failureOver(create())).toMatchObject({ name: 'ServiceUnavailableError', body: '' });
  });

  it('closes its connection when it is left in the middle', async () => {
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
      .create(whole)
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
    const error = await failureOver(undiciTransport());

    expect(error).toMatchObject({ name: 'LimitExceededError', kind: 'answer body' });
  });

  it('keeps no more than 64 MiB that are still compressed', () => {
    const most = new CompressedBody('gzip');
    for (let i = 0; i < 64; i++) most.push(Buffer.alloc(mebibyte));

    expect(() => most.push(Buffer.alloc(1))).toThrow(LimitExceededError);
  });

  it.each([{ accept: '*/*' }, {}])('asks for plain text where the request has %j', async (headers) => {
    answer = (response) => response.end('{}');
    const transport = undiciTransport();
    await lastValueFrom(transport({ method: 'GET', url: baseURL, headers }));
    await transport.close();

    expect(asked.pop()).toBe('identity');
  });

  it('gives a sign of life while a compressed body comes', async () => {
    answer = (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{}'));
    const transport = undiciTransport();
    const headers = { accept: 'application/json' };
    const events = await lastValueFrom(transport({ method: 'GET', url: baseURL, headers }).pipe(toArray()));
    await transport.close();

    const sizes = events.map((event) => (event.type === 'data' ? event.bytes.length : event.type));
    expect(sizes).toEqual(['head', 0, 2]);
  });

  it('answers the default client in brotli, where the server speaks it', async () => {
    await using local = await startMockServer({ script: [{ reply: { text: 'Hi' } }] });
    await using client = new VeniceClient({ baseURL: local.baseURL });
    const { headers } = await firstValueFrom(client.chat.completions.create(whole, { observe: 'response' }));

    expect(headers).toMatchObject({ 'content-encoding': 'br' });
  });
});

/** What becomes of the text of a stream. */
async function contentOver(transport: ReturnType<typeof undiciTransport>): Promise<object> {
  await using client = new VeniceClient({ baseURL, transport });
  return await firstValueFrom(client.chat.completions.create(question).pipe(toContent(), materialize()));
}

async function failureOver(transport: ReturnType<typeof undiciTransport>): Promise<unknown> {
  await using client = new VeniceClient({ baseURL, transport });
  const result = await firstValueFrom(client.chat.completions.create(whole).pipe(materialize()));
  return result.kind === 'E' && (result.error as unknown);
}
