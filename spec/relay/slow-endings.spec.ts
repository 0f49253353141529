import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import { type AddressInfo, type Socket, connect } from 'node:net';
import { NEVER, Subject, concat, finalize, interval, map, of, range } from 'rxjs';
import type { ChatCompletionChunk } from 'venice-rx';
import { type RelayOptions, type RelaySource, pipeToNodeResponse, toWebResponse } from 'venice-rx/relay';
import { chunk, inVirtualTime } from 'venice-rx/testing';
import { stalledSink } from '../../src/relay/stalled-sink.js';
import { until } from '../mock-server/until.js';

const large = chunk('x'.repeat(16_000_000));
/** More than the size of `large`, so that only `maxPause` ends the response. */
const noLimit = 64 * 1024 * 1024;

/** A relay whose browsers read nothing. */
class UnreadRelay implements AsyncDisposable {
  /** Number of responses that are not closed. */
  open = 0;
  private readonly server: Server;
  private readonly browsers: Socket[] = [];

  private constructor(source: RelaySource, options: RelayOptions) {
    this.server = createServer((_request, response) => {
      this.open += 1;
      response.on('close', () => (this.open -= 1));
      pipeToNodeResponse(response, source, options);
    });
  }

  static async start(source: RelaySource, options: RelayOptions): Promise<UnreadRelay> {
    const relay = new UnreadRelay(source, options);
    relay.server.listen(0, '127.0.0.1');
    await once(relay.server, 'listening');
    return relay;
  }

  ask(): Socket {
    const socket = connect((this.server.address() as AddressInfo).port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('POST / HTTP/1.1\r\nhost: relay\r\n\r\n');
    this.browsers.push(socket);
    return socket;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const browser of this.browsers) browser.destroy();
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** Web streams need the real versions of these functions. */
const doNotFake: FakeableAPI[] = ['nextTick', 'queueMicrotask', 'setImmediate'];
afterEach(() => {
  jest.useRealTimers();
});

describe('a browser after the end of an answer', () => {
  it.each<[string, RelaySource, RelayOptions]>([
    ['a stream', () => of(large), { maxBuffered: noLimit }],
    ['an answer in one piece', () => of(large), { stream: false }],
  ])(
    'is disconnected by pipeToNodeResponse if it reads nothing for maxPause: %s',
    async (_name, source, options) => {
      await using relay = await UnreadRelay.start(source, { maxPause: 200, ...options });
      for (let count = 0; count < 5; count += 1) relay.ask().pause();
      await until(() => relay.open === 5);

      await until(() => relay.open === 0);
    },
  );

  it('is not disconnected if it reads everything in time', async () => {
    await using relay = await UnreadRelay.start(() => of(large), { maxPause: 5000, maxBuffered: noLimit });
    const browser = relay.ask();
    let read = 0;
    let end = '';
    browser.on('data', (bytes: Buffer) => {
      read += bytes.length;
      end = (end + bytes.toString()).slice(-30);
    });
    while (!end.includes('data: [DONE]')) await once(browser, 'data');

    expect(read).toBeGreaterThan(16_000_000);
    await until(() => relay.open === 0);
  });

  it.each<[string, RelayOptions]>([
    ['a stream', {}],
    ['an answer in one piece', { stream: false }],
  ])(
    'gets an error from the body of toWebResponse if it reads nothing for maxPause: %s',
    async (_name, options) => {
      jest.useFakeTimers({ doNotFake });
      const response = await toWebResponse(() => of(chunk('a')), { maxPause: 40, ...options });
      jest.advanceTimersByTime(120);

      await expect(response.text()).rejects.toThrow('does not read');
    },
  );

  it('gets the whole body of toWebResponse if it reads slowly', async () => {
    jest.useFakeTimers({ doNotFake });
    const response = await toWebResponse(() => range(0, 12).pipe(map(() => chunk('a'))), { maxPause: 2000 });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    let reads = 0;
    while (!(await reader.read()).done) {
      reads += 1;
      jest.advanceTimersByTime(1500);
    }

    expect(reads).toBe(13);
  });
});

describe('a body of toWebResponse', () => {
  it.each([
    ['in mid-stream', concat(of(chunk('a')), NEVER)],
    ['after the chat has ended', of(chunk('a'))],
  ])('fails with the reason of a signal that aborts %s', async (_when, chat) => {
    let isOver = false;
    const controller = new AbortController();
    const signal = AbortSignal.any([new AbortController().signal, controller.signal]);
    const response = await toWebResponse(() => chat.pipe(finalize(() => (isOver = true))), { signal });
    controller.abort(new Error('too late'));

    await expect(response.text()).rejects.toThrow('too late');
    expect(isOver).toBe(true);
  });

  it('ends while it is being read when the signal aborts', async () => {
    const controller = new AbortController();
    const chat = new Subject<ChatCompletionChunk>();
    const answer = toWebResponse(() => chat, { signal: controller.signal });
    chat.next(chunk('a'));
    const reader = ((await answer).body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    const next = reader.read();
    controller.abort(new Error('too late'));

    await expect(next).rejects.toThrow('too late');
    expect(chat.observed).toBe(false);
  });

  it('completes if the signal aborts after all bytes have been read', async () => {
    const controller = new AbortController();
    const response = await toWebResponse(() => of(chunk('a')), { signal: controller.signal });
    const text = await response.text();
    controller.abort();

    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('resolves every pending read in order', async () => {
    const chat = new Subject<ChatCompletionChunk>();
    const answer = toWebResponse(() => chat);
    chat.next(chunk('a'));
    const reader = ((await answer).body as ReadableStream<Uint8Array>).getReader();
    const reads = [reader.read(), reader.read(), reader.read(), reader.read()];
    chat.next(chunk('b'));
    chat.complete();
    const texts = (await Promise.all(reads)).map(({ value }) => new TextDecoder().decode(value));

    expect(texts).toEqual([
      expect.stringContaining('"a"'),
      expect.stringContaining('"b"'),
      'data: [DONE]\n\n',
      '',
    ]);
  });
});

describe('a slow sink', () => {
  it('has stalled if no bytes have been taken for maxPause', () => {
    inVirtualTime(({ expectObservable }) => {
      let taken = 0;
      const taking = interval(30).subscribe(() => (taken = Math.min(50, taken + 10)));
      const result = stalledSink({ taken: () => taken }, 80).pipe(finalize(() => taking.unsubscribe()));

      // Checked every 80 ms: no bytes were taken after 150 ms.
      expectObservable(result).toBe('240ms (s|)', { s: undefined });
    });
  });
});
