import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { firstValueFrom, from, map } from 'rxjs';
import {
  type AttemptRequest,
  BadRequestError,
  LimitExceededError,
  type TransportEvent,
  TruncatedStreamError,
  VeniceClient,
  rateLimiter,
  retryOnApiError,
  usageRecords,
} from 'venice-rx';
import { transports } from './transports.js';

/** Starts a server. The path selects the response: an error, bytes that are not text, a truncated body, or the fields of the form. */
async function startServer(): Promise<{
  server: Server;
  baseURL: string;
  acceptHeaders: (string | undefined)[];
}> {
  const acceptHeaders: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const type = request.headers['content-type'] ?? '';
      acceptHeaders.push(request.headers.accept);
      if (request.url === '/cut') {
        response.writeHead(200, { 'content-length': '100' });
        response.write(Buffer.from([1, 2, 3]));
        setImmediate(() => response.destroy());
      } else if (request.url === '/refused' || (request.url === '/flaky' && acceptHeaders.length === 1)) {
        response.writeHead(request.url === '/refused' ? 400 : 503, { 'content-type': 'application/json' });
        response.end('{"error":"no such voice"}');
      } else if (request.url === '/speech') {
        response.end(Buffer.from([0, 255, 254, 0xd8, 10, 13, 0]));
      } else {
        void new Response(Buffer.concat(pieces), { headers: { 'content-type': type } })
          .formData()
          .then(async (form) => {
            const file = form.get('file') as File;
            const bytes = [...new Uint8Array(await file.arrayBuffer())];
            const body = { model: form.get('model'), name: file.name, type: file.type, bytes };
            response.end(JSON.stringify({ ...body, usage: { total_tokens: 7 } }));
          });
      }
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { server, acceptHeaders, baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function createForm(): FormData {
  const form = new FormData();
  form.set('model', 'whisper');
  form.set('file', new File([new Uint8Array([0, 255, 13, 10])], 'größe "1".wav', { type: 'audio/wav' }));
  return form;
}

describe.each(transports)('over $name', ({ create }) => {
  const transport = create();
  let running: Awaited<ReturnType<typeof startServer>>;
  let client: VeniceClient;
  const readBytes = (path: string): Promise<number[]> =>
    firstValueFrom(
      client.request({ path, body: { input: 'Hi' }, responseType: 'bytes' }).pipe(map((bytes) => [...bytes])),
    );

  beforeEach(async () => {
    running = await startServer();
    client = new VeniceClient({
      baseURL: running.baseURL,
      apiKey: false,
      transport,
      limits: rateLimiter(),
      retry: retryOnApiError(),
    });
  });

  afterEach(async () => {
    await client.close();
    running.server.closeAllConnections();
    running.server.close();
  });

  afterAll(() => transport.close());

  it('sends a form as multipart/form-data', async () => {
    const answer = await firstValueFrom(client.request({ path: '/transcriptions', body: createForm() }));

    expect(answer).toMatchObject({
      model: 'whisper',
      name: 'größe "1".wav',
      type: 'audio/wav',
      bytes: [0, 255, 13, 10],
    });
  });

  it('encodes a form again for a retry', async () => {
    const answer = await firstValueFrom(client.request({ path: '/flaky', body: createForm(), retry: true }));

    expect(answer).toMatchObject({ model: 'whisper' });
    expect(running.acceptHeaders).toHaveLength(2);
  });

  it('passes a form to interceptors, and its model and usage to usage records', async () => {
    const sent: AttemptRequest[] = [];
    const models: unknown[] = [];
    const observedClient = client.withOptions({
      requestInterceptors: [
        (request, next) => {
          sent.push(request);
          return next(request);
        },
      ],
    });
    usageRecords(observedClient).subscribe(({ model, usage }) => models.push(model, usage?.total_tokens));
    await firstValueFrom(observedClient.request({ path: '/transcriptions', body: createForm() }));

    expect(sent[0]?.body).toBeInstanceOf(FormData);
    expect(models).toEqual(['whisper', 7]);
  });

  it('emits the bytes of a response', async () => {
    expect(await readBytes('/speech')).toEqual([0, 255, 254, 0xd8, 10, 13, 0]);
    expect(running.acceptHeaders).toEqual(['*/*']);
  });

  it('fails with the error of the server instead of its bytes', async () => {
    await expect(readBytes('/refused')).rejects.toThrow(BadRequestError);
    await expect(readBytes('/refused')).rejects.toThrow('no such voice');
  });

  it('fails if the bytes break off', async () => {
    await expect(readBytes('/cut')).rejects.toThrow(TruncatedStreamError);
  });
});

it('limits the size of a response in bytes', async () => {
  const block = new Uint8Array(1024 * 1024);
  const client = new VeniceClient({
    baseURL: 'http://test',
    apiKey: false,
    transport: () =>
      from<TransportEvent[]>([
        { type: 'head', status: 200, headers: {} } as const,
        ...Array.from({ length: 65 }, () => ({ type: 'data', bytes: block }) as const),
      ]),
  });

  await expect(firstValueFrom(client.request({ path: '/speech', responseType: 'bytes' }))).rejects.toThrow(
    LimitExceededError,
  );
});
