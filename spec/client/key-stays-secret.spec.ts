import { inspect } from 'node:util';
import { firstValueFrom, lastValueFrom, materialize, of, toArray } from 'rxjs';
import { type TransportEvent, VeniceClient, accumulate, toAsyncIterable } from 'venice-rx';
import { startMockServer } from 'venice-rx/mock-server';
import { bytes, sse } from 'venice-rx/testing';
import { head, hello, scripted } from '../support/replies.js';
import { inspectEverything } from './inspect-everything.js';

const key = 'VENICE_INFERENCE_KEY_do-not-show-this';
const request = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] } as const;

const replies: [string, TransportEvent[]][] = [
  ['a complete answer', []],
  [
    'an error that repeats the key',
    [head(401, { 'x-echo': `Bearer ${key}` }), bytes(`{"error":"bad key ${key}"}`)],
  ],
  ['an HTML page that repeats the key', [head(403, {}), bytes(`<html><title>${key}</title></html>`)]],
  [
    'an error in the stream that repeats the key',
    [head(), sse({ error: { message: `bad key ${key}`, code: key } })],
  ],
  [
    'JSON instead of a stream, which repeats the key',
    [head(200, {}), bytes(`{"error":{"message":"bad key ${key}"}}`)],
  ],
  ['a body that is not a stream', [head(200, {}), bytes(`<html>${key}</html>`)]],
  ['an answer that is cut off', [head()]],
  ['no answer', []],
];

describe('the key of a client', () => {
  it('is in no property, inspection or JSON of the client', () => {
    const client = new VeniceClient({ apiKey: key });

    expect(inspectEverything(client)).not.toContain(key);
    expect(inspectEverything(client.chat.completions)).not.toContain(key);
    expect(inspectEverything(client.chat.completions.create({ ...request, stream: true }))).not.toContain(
      key,
    );
    expect(inspectEverything(toAsyncIterable(client.chat.completions.create(request)))).not.toContain(key);
  });

  it.each(replies)('is in no notification of a run with %s', async (name, events) => {
    const { transport, requests } = scripted(name === 'a complete answer' ? hello() : of(...events));
    const client = new VeniceClient({ apiKey: key, baseURL: 'http://localhost', transport });
    const streamed = client.chat.completions.create({ ...request, stream: true });
    const notifications = [
      await lastValueFrom(streamed.pipe(materialize(), toArray())),
      await lastValueFrom(streamed.pipe(accumulate(), materialize(), toArray())),
      await lastValueFrom(client.chat.completions.create(request).pipe(materialize(), toArray())),
    ];

    expect(requests[0]?.headers['authorization']).toBe(`Bearer ${key}`);
    expect(inspectEverything(notifications)).not.toContain(key);
  });

  it('is redacted without its scheme if it was passed as a header', async () => {
    const events = [head(401, {}), bytes(`{"error":"bad key ${key}"}`)];
    const headers = { authorization: `Bearer ${key}` };
    const baseURL = 'http://localhost';
    const clients = [
      new VeniceClient({ baseURL, transport: scripted(of(...events)).transport, headers }),
      new VeniceClient({ baseURL, transport: scripted(of(...events)).transport }),
    ];
    const notifications = [
      await firstValueFrom(clients[0]!.chat.completions.create(request).pipe(materialize())),
      await firstValueFrom(clients[1]!.chat.completions.create(request, { headers }).pipe(materialize())),
    ];

    expect(notifications).toMatchObject([{ error: { status: 401 } }, { error: { status: 401 } }]);
    expect(inspectEverything(notifications)).not.toContain(key);
  });

  it.each(['sk-secret/abcdef/123456', 'sk-secret+"quoted"'])(
    'is redacted in the escaped forms of JSON: %s',
    async (unusualKey) => {
      const escaped = [
        unusualKey.replaceAll('/', '\\/').replaceAll('"', '\\"'),
        unusualKey.replaceAll('s', '\\u0073').replaceAll('"', '\\"'),
      ];
      for (const text of escaped) {
        const { transport } = scripted(of(head(401, {}), bytes(`{"error":"bad key ${text}"}`)));
        const client = new VeniceClient({ apiKey: unusualKey, baseURL: 'http://localhost', transport });
        const notifications = await firstValueFrom(
          client.chat.completions.create(request).pipe(materialize()),
        );

        expect(notifications).toMatchObject({ error: { message: '401 bad key [redacted]' } });
      }
    },
  );

  it('is redacted if it was passed in another header, such as X-API-Key', async () => {
    const { transport } = scripted(of(head(401, {}), bytes('{"error":"bad key topsecret-12345"}')));
    const headers = { 'X-API-Key': 'topsecret-12345' };
    const client = new VeniceClient({ baseURL: 'http://localhost', transport, headers });
    const notifications = await firstValueFrom(client.chat.completions.create(request).pipe(materialize()));

    expect(notifications).toMatchObject({ error: { message: '401 bad key [redacted]' } });
  });

  it('is not in the head of an answer whose headers repeat it', async () => {
    const echoed = head(200, { 'x-echo': `Bearer ${key}`, 'x-venice-model-id': key });
    const body = bytes('{"choices":[]}');
    const { transport } = scripted(of(echoed, body));
    const client = new VeniceClient({ apiKey: key, baseURL: 'http://localhost', transport });
    const events = client.chat.completions.create({ ...request, stream: true }, { observe: 'events' });
    const notifications = [
      await firstValueFrom(client.chat.completions.create(request, { observe: 'response' })),
      await lastValueFrom(events.pipe(materialize(), toArray())),
    ];

    expect(notifications).toMatchObject([
      { headers: { 'x-echo': 'Bearer [redacted]' } },
      [{ value: { type: 'head' } }, {}],
    ]);
    expect(inspectEverything(notifications)).not.toContain(key);
  });

  it('is not in an error body that is truncated in the middle of the key', async () => {
    const body = `${'x '.repeat(32 * 1024 - 10)}${key}`;
    const { transport } = scripted(of(head(500, {}), bytes(body), bytes(body)));
    const client = new VeniceClient({ apiKey: key, baseURL: 'http://localhost', transport });
    const notifications = await firstValueFrom(client.chat.completions.create(request).pipe(materialize()));

    expect(notifications).toMatchObject({ error: { status: 500, cause: { name: 'LimitExceededError' } } });
    expect(inspectEverything(notifications)).not.toContain(key.slice(0, 12));
  });

  it('is not in the error of a mock server that rejects it, or of a refused connection', async () => {
    const server = await startMockServer({ apiKey: 'another key' });
    const client = new VeniceClient({ apiKey: key, baseURL: server.baseURL });
    const rejected = await firstValueFrom(client.chat.completions.create(request).pipe(materialize()));
    await server.close();
    const unreachable = await firstValueFrom(client.chat.completions.create(request).pipe(materialize()));
    await client.close();

    expect(rejected).toMatchObject({ error: { name: 'AuthenticationError' } });
    expect(unreachable).toMatchObject({ error: { name: 'APIConnectionError', code: 'ECONNREFUSED' } });
    expect(inspectEverything([rejected, unreachable])).not.toContain(key);
  });

  it('is found by inspectEverything wherever it is (negative control)', () => {
    const shown = [{ key }, new Error(key), new Error('x', { cause: { deep: [key] } }), new Map([[key, 1]])];
    const hidden = Object.defineProperty({}, 'key', { value: key });

    for (const value of [...shown, hidden]) expect(inspectEverything(value)).toContain(key);
    expect(inspect({})).not.toContain(key);
  });
});
