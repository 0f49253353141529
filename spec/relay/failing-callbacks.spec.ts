import { EventEmitter, once } from 'node:events';
import { validateHeaderValue } from 'node:http';
import {
  EMPTY,
  NEVER,
  Observable,
  asapScheduler,
  concat,
  config,
  defer,
  finalize,
  of,
  subscribeOn,
  throwError,
} from 'rxjs';
import type { ChatCompletionChunk } from 'venice-rx';
import {
  type NodeResponse,
  type RelayOptions,
  type RelaySource,
  pipeToNodeResponse,
  toWebResponse,
} from 'venice-rx/relay';
import { chunk } from 'venice-rx/testing';
import { Flag } from '../contract/flag.js';
import { reportedErrors } from '../support/reported-errors.js';

/** An object so deep that `JSON.stringify` always throws. */
function deepChunk(): ChatCompletionChunk {
  let value: object = {};
  for (let depth = 0; depth < 200_000; depth += 1) value = { value };
  return { ...chunk('deep'), value };
}

/** A response of Node whose methods in `failing`, a list of names with spaces, throw. */
class FakeResponse extends EventEmitter implements NodeResponse {
  destroyed = false;
  writableEnded = false;
  writableLength = 0;
  status = 0;
  body = '';
  private readonly failing: string;

  constructor(failing = '') {
    super();
    this.failing = failing;
  }

  writeHead(status: number, headers: Record<string, string>): void {
    this.failIf('writeHead');
    for (const [name, value] of Object.entries(headers)) validateHeaderValue(name, value);
    this.status = status;
  }

  write(text: string): boolean {
    this.failIf('write');
    this.body += text;
    return true;
  }

  end(): void {
    this.failIf('end');
    this.writableEnded = true;
    this.emit('close');
  }

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
    this.failIf('destroy');
  }

  /** Resolves when the response has ended or was destroyed. */
  async closed(): Promise<void> {
    if (!this.writableEnded && !this.destroyed) await once(this, 'close');
  }

  private failIf(name: string): void {
    if (this.failing.split(' ').includes(name)) throw new Error(`${name} failed`);
  }
}

interface RelayResult {
  readonly status: number;
  readonly body: string;
  readonly isBroken: boolean;
}

const relayFunctions: Readonly<
  Record<string, (source: RelaySource, options?: RelayOptions) => Promise<RelayResult>>
> = {
  async pipeToNodeResponse(source, options) {
    const response = new FakeResponse();
    pipeToNodeResponse(response, source, options);
    await response.closed();
    return { status: response.status, body: response.body, isBroken: response.destroyed };
  },
  async toWebResponse(source, options) {
    const response = await toWebResponse(source, options);
    const text = response.text().then((body) => ({ body, isBroken: false }));
    return { status: response.status, ...(await text.catch(() => ({ body: '', isBroken: true }))) };
  },
};

const cyclic: { self?: unknown } = {};
cyclic.self = cyclic;
const throwing = {
  toJSON: () => {
    throw new Error('toJSON failed');
  },
};
const unserializable: readonly (readonly [string, () => ChatCompletionChunk])[] = [
  ['too deep', deepChunk],
  ['cyclic', () => ({ ...chunk('a'), cyclic })],
  ['a BigInt', () => ({ ...chunk('a'), value: 1n })],
  ['a toJSON that throws', () => ({ ...chunk('a'), throwing })],
];

let unhandled: unknown[];
beforeEach(() => {
  unhandled = [];
  config.onUnhandledError = (error) => void unhandled.push(error);
});
afterEach(() => {
  config.onUnhandledError = null;
});

describe.each(Object.entries(relayFunctions))('%s', (_way, relay) => {
  it.each(unserializable)(
    'sends a 500 and unsubscribes if the first value cannot be serialized: %s',
    async (_name, make) => {
      let isOver = false;
      const errors: unknown[] = [];
      const source = (): Observable<ChatCompletionChunk> =>
        concat(of(make()), NEVER).pipe(finalize(() => (isOver = true)));
      const { status, body } = await relay(source, { onError: (error) => void errors.push(error) });

      expect([status, body]).toEqual([500, expect.stringContaining('"server_error"')]);
      expect(isOver).toBe(true);
      expect(errors).toHaveLength(1);
      await reportedErrors();
      expect(unhandled).toEqual([]);
    },
  );

  it.each(unserializable)(
    'sends an error in the stream if a later value cannot be serialized: %s',
    async (_name, make) => {
      const source = (): Observable<ChatCompletionChunk> =>
        concat(of(chunk('a')), defer(() => of(make())).pipe(subscribeOn(asapScheduler)), NEVER);
      const { status, body } = await relay(source);

      expect(status).toBe(200);
      expect(body).toMatch(/data: \{"error":\{[^\n]*\}\}\n\ndata: \[DONE\]\n\n$/);
      await reportedErrors();
      expect(unhandled).toEqual([]);
    },
  );

  it('sends a 500 if an answer in one piece cannot be serialized', async () => {
    const { status } = await relay(() => of(deepChunk()), { stream: false });

    expect(status).toBe(500);
  });

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('hook failed');
      },
    ],
    ['rejects', () => Promise.reject(new Error('hook failed'))],
  ])(
    'sends the error of the chat if onError %s, and reports the error of onError to RxJS',
    async (_how, onError) => {
      const { status } = await relay(() => throwError(() => new Error('no chat')), { onError });

      expect(status).toBe(500);
      await reportedErrors();
      expect(unhandled).toEqual([new Error('hook failed')]);
    },
  );

  it('writes the error of onError to the console if `config.onUnhandledError` of RxJS is not set', async () => {
    config.onUnhandledError = null;
    const written = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const hookError = new Error('hook failed');
    const onError = (): void => {
      throw hookError;
    };
    const { status } = await relay(() => throwError(() => new Error('no chat')), { onError });

    expect(status).toBe(500);
    expect(written.mock.calls).toEqual([[expect.any(String), hookError]]);
    written.mockRestore();
  });

  it('ends the answer if the teardown of the source throws', async () => {
    const source = (): Observable<ChatCompletionChunk> =>
      new Observable((subscriber) => {
        subscriber.next(chunk('a'));
        queueMicrotask(() => subscriber.complete());
        return () => {
          throw new Error('teardown failed');
        };
      });
    const { status, body } = await relay(source);

    expect([status, body.endsWith('data: [DONE]\n\n')]).toEqual([200, true]);
    expect(unhandled).toHaveLength(1);
  });

  it('reports a teardown that throws after a first value that cannot be serialized during subscribe', async () => {
    const source = (): Observable<ChatCompletionChunk> =>
      new Observable((subscriber) => {
        subscriber.next({ ...chunk('a'), cyclic });
        return () => {
          throw new Error('teardown failed');
        };
      });
    const { status } = await relay(source);

    expect(status).toBe(500);
    await reportedErrors();
    expect(unhandled).toHaveLength(1);
  });

  it('sends a 500 for an error object that throws when it is read', async () => {
    const hostile = new Proxy(new Error('a'), {
      get: () => {
        throw new Error('get failed');
      },
      has: () => {
        throw new Error('has failed');
      },
    });

    expect((await relay(() => throwError(() => hostile))).status).toBe(500);
  });

  it('sends a 500 for an error even if a header has a getter that throws', async () => {
    const { status } = await relay(() => throwError(() => new Error('no chat')), {
      headers: {
        get bad(): string {
          throw new Error('bad header');
        },
      },
    });

    expect(status).toBe(500);
  });

  it('sends a 500 if a header is invalid', async () => {
    const errors: unknown[] = [];
    const { status, body } = await relay(() => concat(of(chunk('a')), NEVER), {
      headers: { 'x-user': 'two\nlines' },
      onError: (error) => void errors.push(error),
    });

    expect([status, body]).toEqual([500, expect.stringContaining('"server_error"')]);
    expect(errors).toHaveLength(1);
  });
});

describe('a response of Node', () => {
  it.each(['writeHead', 'write', 'end', 'write destroy'])('that throws in %s is closed', async (failing) => {
    const response = new FakeResponse(failing);
    const errors: unknown[] = [];
    const over = new Flag('the relay has left the source');
    const source = (): Observable<ChatCompletionChunk> =>
      concat(of(chunk('a')), EMPTY.pipe(subscribeOn(asapScheduler))).pipe(finalize(over.set));
    pipeToNodeResponse(response, source, { onError: (error) => void errors.push(error) });
    await over.wait();
    await response.closed();
    await reportedErrors();

    expect(errors).toHaveLength(1);
    expect(response.destroyed || response.writableEnded).toBe(true);
    expect(unhandled).toHaveLength(failing.includes('destroy') ? 1 : 0);
  });

  it('that throws at a heartbeat is closed', async () => {
    const response = new FakeResponse('write');
    pipeToNodeResponse(response, () => NEVER, { heartbeat: 1 });
    await response.closed();

    expect(unhandled).toEqual([]);
  });

  it('that closes while the teardown of the source throws does not end the process', () => {
    const response = new FakeResponse();
    const source = (): Observable<ChatCompletionChunk> =>
      new Observable(() => () => {
        throw new Error('teardown failed');
      });
    pipeToNodeResponse(response, source);

    expect(() => response.emit('close')).not.toThrow();
    expect(unhandled).toHaveLength(1);
  });
});
