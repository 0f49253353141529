import { once } from 'node:events';
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type Http2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
  connect,
  constants,
  createServer,
} from 'node:http2';
import { type AddressInfo, type Socket, connect as connectSocket } from 'node:net';
import { Observable, Subject, firstValueFrom, map, range } from 'rxjs';
import type { ChatCompletionChunk } from 'venice-rx';
import { type RelayOptions, type RelaySource, pipeToNodeResponse, relayGuard } from 'venice-rx/relay';
import { chunk } from 'venice-rx/testing';
import { Flag } from '../contract/flag.js';

const { NGHTTP2_CANCEL, NGHTTP2_NO_ERROR } = constants;
const question = { model: 'default', messages: [{ role: 'user', content: 'Hi' }], stream: true };
type Handler = (request: Http2ServerRequest, response: Http2ServerResponse) => void;

/** A server of node:http2, and a browser that sends one request. */
class Exchange implements AsyncDisposable {
  readonly stream: ClientHttp2Stream;
  readonly session: ClientHttp2Session;
  readonly socket: Socket;
  private readonly server: Http2Server;

  private constructor(server: Http2Server) {
    this.server = server;
    const { port } = server.address() as AddressInfo;
    this.socket = connectSocket(port, '127.0.0.1');
    this.session = connect(`http://127.0.0.1:${port}`, { createConnection: () => this.socket });
    this.session.on('error', () => undefined);
    this.stream = this.session.request({
      ':method': 'POST',
      ':path': '/api/chat/completions',
      'content-type': 'application/json',
    });
    this.stream.on('error', () => undefined).end(JSON.stringify(question));
  }

  static async open(handler: Handler): Promise<Exchange> {
    const server = createServer(handler).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Exchange(server);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.session.destroy();
    this.server.close();
    await once(this.server, 'close');
  }
}

const disconnections: Readonly<Record<string, (exchange: Exchange) => void>> = {
  'cancels its stream': ({ stream }) => stream.close(NGHTTP2_CANCEL),
  'closes its stream': ({ stream }) => stream.close(NGHTTP2_NO_ERROR),
  'ends its session': ({ session }) => session.destroy(),
  'loses its connection': ({ socket }) => socket.destroy(),
};

const piece = 'x'.repeat(10_000);
/** Far more than the flow control window of an HTTP/2 stream. */
const long = (): Observable<ChatCompletionChunk> => range(0, 20).pipe(map(() => chunk(piece)));

describe.each(Object.entries(disconnections))('an HTTP/2 browser that %s', (_way, leave) => {
  it.each([true, false])(
    'while the guard works causes no request to the model: with a parsed body: %s',
    async (isParsed) => {
      const working = new Flag('the guard works');
      const left = new Subject<void>();
      const decided = new Flag('the guard has decided');
      let requests = 0;
      const errors: unknown[] = [];
      const onError = (error: unknown): void => void errors.push(error);
      const guard = relayGuard({
        origins: [],
        models: ['default'],
        allowWithoutOrigin: true,
        onError,
        rate: () => {
          working.set();
          // 0 milliseconds to wait: the guard admits the request.
          return firstValueFrom(left.pipe(map(() => 0)));
        },
      });
      await using exchange = await Exchange.open((request, response) => {
        const read = isParsed ? { body: question } : {};
        response.stream.on('close', () => {
          left.next();
        });
        void guard(request, read).then((result) => {
          if (result.type === 'response') result.sendTo(response);
          else pipeToNodeResponse(response, () => ((requests += 1), new Subject()), { onError });
          decided.set();
        });
      });
      await working.wait();
      leave(exchange);
      await decided.wait();

      expect([requests, errors]).toEqual([0, []]);
    },
  );

  it.each<[string, number, boolean]>([
    ['before the first chunk', 0, true],
    ['in the middle', 1, true],
    ['in the middle, with a body that nothing has read', 1, false],
    ['while it does not read', 20, true],
    ['while it does not read, with a body that nothing has read', 20, false],
  ])('%s cancels the chat', async (_when, count, isRead) => {
    const begun = new Flag('the chat has begun');
    const over = new Flag('the chat is unsubscribed');
    await using exchange = await Exchange.open((request, response) => {
      if (isRead) request.resume();
      pipeToNodeResponse(
        response,
        () =>
          new Observable((subscriber) => {
            for (let sent = 0; sent < count; sent += 1) subscriber.next(chunk(piece));
            begun.set();
            return over.set;
          }),
      );
    });
    await begun.wait();
    if (count > 0) await once(exchange.stream, 'response');
    leave(exchange);
    await over.wait();

    expect(over.isSet).toBe(true);
  });
});

describe('an HTTP/2 browser that reads slowly', () => {
  const open = async (
    source: RelaySource,
    options: RelayOptions,
    closed = new Flag('the answer is closed'),
  ): Promise<Exchange> =>
    Exchange.open((request, response) => {
      request.resume();
      response.on('close', closed.set);
      pipeToNodeResponse(response, source, options);
    });

  it('closes the gate, and opens it when it continues to read', async () => {
    const gates: boolean[] = [];
    const full = new Flag('the gate is closed');
    const source: RelaySource = (gate) =>
      new Observable((subscriber) => {
        const gateSubscription = gate.subscribe((open) => {
          gates.push(open);
          if (!open) full.set();
          else if (gates.length > 1) subscriber.complete();
        });
        long().subscribe((value) => {
          subscriber.next(value);
        });
        return gateSubscription;
      });
    await using exchange = await open(source, {});
    await full.wait();
    let text = '';
    exchange.stream.setEncoding('utf8').on('data', (data: string) => (text += data));
    await once(exchange.stream, 'end');

    expect(gates).toEqual([true, false, true]);
    expect(text.split(piece)).toHaveLength(21);
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('is disconnected after maxPause, and its chat is cancelled', async () => {
    const over = new Flag('the chat is unsubscribed');
    const source: RelaySource = () =>
      new Observable((subscriber) => {
        long().subscribe((value) => {
          subscriber.next(value);
        });
        return over.set;
      });
    const closed = new Flag('the answer is closed');
    await using exchange = await open(source, { maxPause: 20 }, closed);
    await over.wait();
    await closed.wait();

    expect(exchange.stream.readableEnded).toBe(false);
  });

  it('is disconnected after maxPause, also if the chat has ended', async () => {
    const closed = new Flag('the answer is closed');
    await using exchange = await open(long, { maxPause: 20 }, closed);
    await closed.wait();

    expect(exchange.stream.readableEnded).toBe(false);
  });
});
