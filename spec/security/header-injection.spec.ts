import { type AddressInfo, createServer } from 'node:net';
import { firstValueFrom, materialize, of } from 'rxjs';
import { VeniceClient, type VeniceClientOptions, type VeniceRequest } from 'venice-rx';
import { transports } from '../contract/transports.js';

const request = { model: 'm', messages: [{ role: 'user', content: 'a\r\nX-Evil: 1\r\n\r\nb' }] } as const;
const controls = [
  '\r\nX-Evil: 1',
  '\nX-Evil: 1',
  '\rX-Evil: 1',
  '\0',
  '\u007f',
  '\r\n\r\nGET /evil HTTP/1.1\r\nX-Evil: 1\r\n',
];

/** A server that records the received bytes, and answers every request with an error. */
async function listen(): Promise<
  AsyncDisposable & { readonly baseURL: string; readonly bytes: () => string }
> {
  let bytes = '';
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      bytes += data.toString('latin1');
      socket.end('HTTP/1.1 400 Bad Request\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}');
    });
  }).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  return {
    baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`,
    bytes: () => bytes,
    [Symbol.asyncDispose]: () => new Promise((done) => void server.close(() => done())),
  };
}

/** Returns options or a request that contain a string which would end a header. */
type Injection = (text: string) => {
  options?: VeniceClientOptions;
  headers?: Record<string, string>;
  request?: VeniceRequest;
};

const injections: readonly (readonly [string, Injection])[] = [
  ['the key', (text) => ({ options: { apiKey: `a-key${text}` } })],
  ['the key, in its middle', (text) => ({ options: { apiKey: `a-key${text}b` } })],
  ['a function that returns the key', (text) => ({ options: { apiKey: () => of(`a-key${text}b`) } })],
  ['a header of the client', (text) => ({ options: { headers: { 'x-a': `a${text}` } } })],
  ['the name of a header of the client', (text) => ({ options: { headers: { [`x-a${text}`]: 'a' } } })],
  ['a header of a request', (text) => ({ headers: { 'x-a': `a${text}` } })],
  ['the name of a header of a request', (text) => ({ headers: { [`x-a${text}`]: 'a' } })],
  ['the path of a request', (text) => ({ request: { path: `/models${text}` } })],
  ['the method of a request', (text) => ({ request: { path: '/models', method: `GET${text}` as 'GET' } })],
  [
    'a header of a request with `client.request`',
    (text) => ({ request: { path: '/models', headers: { 'x-a': `a${text}b` } } }),
  ],
];

/** The lines of the head of the first request in these bytes. */
function toLines(bytes: string): readonly string[] {
  return bytes.split(/(?<=\r\n\r\n)/)[0]?.split('\r\n') ?? [];
}

describe.each(transports)('with $name', ({ create }) => {
  it.each(injections)('no header can be added through %s', async (_name, inject) => {
    await using server = await listen();
    const transport = create();
    for (const text of controls) {
      const { options, headers, request: other } = inject(text);
      try {
        const client = new VeniceClient({ apiKey: 'a-key', baseURL: server.baseURL, transport, ...options });
        const answer = other
          ? client.request(other)
          : client.chat.completions.create(request, headers ? { headers } : {});
        const { kind } = await firstValueFrom(answer.pipe(materialize()));
        expect(kind).toBe('E');
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError);
        expect((error as Error).message).not.toMatch(/[\r\n\0]/);
      }
    }
    await transport.close();

    expect(server.bytes()).not.toMatch(/^x-evil/im);
    expect(server.bytes()).not.toContain('/evil');
  });

  it('line breaks of a prompt are only sent in the body', async () => {
    await using server = await listen();
    const transport = create();
    const client = new VeniceClient({ apiKey: 'a-key', baseURL: server.baseURL, transport });
    await firstValueFrom(client.chat.completions.create(request).pipe(materialize()));
    await transport.close();

    expect(toLines(server.bytes())).toContain('authorization: Bearer a-key');
    expect(toLines(server.bytes()).filter((line) => /evil/i.test(line))).toEqual([]);
    expect(server.bytes()).toContain('a\\r\\nX-Evil');
  });
});

describe('the options of an address', () => {
  it.each(['http://a.exa\nmple', 'http://a.example/\r\nx', 'http://a.\texample', 'http://a.example/\0'])(
    'reject a `baseURL` with characters that URL parsers remove: %j',
    (baseURL) => {
      expect(() => new VeniceClient({ baseURL })).toThrow('`baseURL` must be an http or https URL');
    },
  );

  it.each([undefined, 5, 'models', '', '/a\nb', '/\t/elsewhere.example'])('reject the path %j', (path) => {
    const client = new VeniceClient({ baseURL: 'http://a.example' });

    expect(() => client.request({ path: path as string })).toThrow(
      /^`path` must be a path such as \/models; received /,
    );
  });

  it('reject methods other than GET and POST', () => {
    const client = new VeniceClient({ baseURL: 'http://a.example' });

    expect(() => client.request({ path: '/a', method: 'DELETE' as 'GET' })).toThrow(
      "`method` must be 'GET' or 'POST'; received 'DELETE'",
    );
  });
});
