import { expectTypeOf } from 'expect-type';
import { NEVER, type Observable, concat, interval, map, of, take, timer, throwError } from 'rxjs';
import {
  APIConnectionError,
  type ChatCompletionChunk,
  RateLimitError,
  VeniceClient,
  type VeniceClientOptions,
  accumulate,
} from 'venice-rx';
import {
  type FollowRunOptions,
  type Reconnection,
  type RunFrame,
  RunFailedError,
  RunGoneError,
  RunLostError,
  RunOffsetError,
  RunStoppedError,
  RunUnknownError,
  followRun,
  memoryRunStore,
  stopRun,
} from 'venice-rx/durable';
import { chunk, finish, inVirtualTime, role } from 'venice-rx/testing';
import { createRuns, record } from './recorder.js';
import { RunServer } from './run-server.js';

const words = ['The ', 'sea ', 'is ', 'very ', 'wide.'];
const chunks = [role(), ...words.map((word) => chunk(word)), finish()];
/** A chunk every `period` milliseconds. */
const story = (period = 100): Observable<ChatCompletionChunk> =>
  interval(period).pipe(
    take(chunks.length),
    map((index) => chunks[index]!),
  );

/** A client in a page, and a server with the run `tale`, which has started. */
function open(source: Observable<unknown> = story(), options: Partial<VeniceClientOptions> = {}) {
  const store = memoryRunStore();
  const runs = createRuns(store, { lease: 600_000 });
  const server = new RunServer(runs);
  const client = new VeniceClient({
    baseURL: 'http://app.example',
    apiKey: false,
    transport: server.transport,
    ...options,
  });
  const producer = record(runs.start('tale', { run: () => source }));
  const follow = (more?: FollowRunOptions) => record(followRun(client, 'tale', { jitter: () => 0, ...more }));
  return { store, runs, server, client, producer, follow };
}

const textIn = (values: readonly ChatCompletionChunk[]): string =>
  values.map(({ choices }) => choices?.[0]?.delta?.content as string | undefined).join('');

describe('followRun', () => {
  it('emits a run from its beginning, and completes with it', () => {
    inVirtualTime(({ flush }) => {
      const { server, follow } = open();
      const page = follow();
      flush();

      expect(page.end).toBe('completed');
      expect(textIn(page.values)).toBe(words.join(''));
      expect(server.requests).toMatchObject([
        { method: 'GET', url: 'http://app.example/runs/tale', headers: { accept: 'text/event-stream' } },
      ]);
      expect(server.requests[0]!.headers).not.toHaveProperty('last-event-id');
    });
  });

  it('joins in the middle with one chunk for everything so far, which accumulate() accepts', () => {
    inVirtualTime(({ flush }) => {
      const { client } = open();
      let frames: RunFrame<ChatCompletionChunk>[] = [];
      let snapshots: string[] = [];
      timer(350).subscribe(() => {
        frames = record(followRun(client, 'tale', { observe: 'frames' })).values;
        snapshots = record(
          followRun(client, 'tale').pipe(
            accumulate(),
            map(({ choices }) => choices[0]!.message.content ?? ''),
          ),
        ).values;
      });
      flush();

      expect(frames.map(({ values, isSnapshot }) => [textIn(values), isSnapshot])).toEqual([
        ['The sea ', true],
        ['', false],
        ['is ', false],
        ['very ', false],
        ['wide.', false],
        ['', false],
        ['', false],
      ]);
      expect(frames[0]!.values).toHaveLength(1);
      // The second frame has no values: it marks the end of the replay.
      expect(frames.map(({ isUpToDate }) => isUpToDate)).toEqual([false, ...Array<boolean>(6).fill(true)]);
      expect(frames.map(({ isLast }) => isLast)).toEqual([...Array<boolean>(6).fill(false), true]);
      expect(snapshots).toEqual([
        'The sea ',
        'The sea is ',
        'The sea is very ',
        words.join(''),
        words.join(''),
      ]);
    });
  });

  it('emits an empty frame that is up to date for a run without values', () => {
    inVirtualTime(({ flush }) => {
      const { client, runs } = open(NEVER);
      const page = record(followRun(client, 'tale', { observe: 'frames' }));
      timer(1).subscribe(() => {
        page.subscription.unsubscribe();
        void runs.close({ drainTimeout: 0 });
      });
      flush();

      expect(page.values).toMatchObject([{ values: [], isSnapshot: true, isUpToDate: true, isLast: false }]);
    });
  });

  it('continues after the last frame when the connection is lost', () => {
    inVirtualTime(({ flush }) => {
      const { server, follow } = open();
      // The first two connections break in the middle of the run.
      server.getFault = (index) => (index === 0 ? { bytes: 900 } : index === 1 ? { bytes: 300 } : undefined);
      const reconnections: Reconnection[] = [];
      const page = follow({ onReconnect: (reconnection) => reconnections.push(reconnection) });
      flush();

      expect(page.end).toBe('completed');
      expect(textIn(page.values)).toBe(words.join(''));
      expect(server.requests.map(({ headers }) => headers['last-event-id'])).toEqual([
        undefined,
        expect.stringMatching(/^1-\d$/),
        expect.stringMatching(/^1-\d$/),
      ]);
      expect(reconnections).toMatchObject([
        { failures: 1, wait: 500 },
        { wait: expect.any(Number) as number },
      ]);
      expect(server.maxOpen).toBe(1);
    });
  });

  it('completes at once if `after` is the last frame of a finished run', () => {
    inVirtualTime(({ flush }) => {
      const { client, producer } = open();
      flush();
      const last = producer.values.at(-1)!.id;
      const page = record(followRun(client, 'tale', { after: last, observe: 'frames' }));
      flush();

      expect(page.end).toBe('completed');
      expect(page.values).toEqual([
        { id: last, values: [], isSnapshot: false, isUpToDate: true, isLast: true },
      ]);
    });
  });

  it('doubles its wait after each failed connection, and begins again with 500 ms after a frame', () => {
    inVirtualTime(({ flush }) => {
      const { server, follow } = open(story(3000));
      server.getFault = (index) =>
        index < 4 || index === 5 ? 'no-response' : index === 4 ? { bytes: 450 } : undefined;
      const waits: number[] = [];
      const page = follow({ onReconnect: ({ wait }) => waits.push(wait) });
      flush();

      expect(page.end).toBe('completed');
      expect(waits).toEqual([500, 1000, 2000, 4000, 500, 1000]);
    });
  });

  it.each([0, 1])('multiplies a wait of 500 ms by 1 - jitter / 4: jitter %d', (jitter) => {
    inVirtualTime(({ flush }) => {
      const { server, follow } = open();
      server.getFault = (index) => (index === 0 ? 'no-response' : undefined);
      const waits: number[] = [];
      follow({ jitter: () => jitter, onReconnect: ({ wait }) => waits.push(wait) });
      flush();

      expect(waits).toEqual([jitter === 0 ? 500 : 375]);
    });
  });

  it('waits at most `maxWait`', () => {
    inVirtualTime(({ flush }) => {
      const { server, follow } = open();
      server.getFault = (index) => (index < 3 ? 'no-response' : undefined);
      const waits: number[] = [];
      const page = follow({ maxWait: 800, onReconnect: ({ wait }) => waits.push(wait) });
      flush();

      expect(page.end).toBe('completed');
      expect(waits).toEqual([500, 800, 800]);
    });
  });

  it.each([NaN, -0.1, 1.1])('fails if `jitter` does not return a number from 0 to 1: %d', (jitter) => {
    inVirtualTime(({ flush }) => {
      const { server, follow } = open();
      server.getFault = () => 'no-response';
      const page = follow({ jitter: () => jitter });
      flush();

      expect(page.failure).toBeInstanceOf(TypeError);
      expect((page.failure as Error).message).toContain('`jitter` must return a number from 0 to 1');
      expect(server.requests).toHaveLength(1);
    });
  });

  it('fails after `maxRetries` attempts without a new frame, with the answer so far', () => {
    inVirtualTime(({ flush }) => {
      const { server, follow } = open(concat(story(), NEVER));
      server.getFault = (index) => (index === 0 ? { bytes: 900 } : 'no-response');
      const page = follow({ maxRetries: 3 });
      flush();

      expect(server.requests).toHaveLength(4);
      expect(page.failure).toBeInstanceOf(APIConnectionError);
      expect(page.failure).toMatchObject({ retriesExhausted: true, attempts: 4 });
      expect(page.failure).toMatchObject({
        partial: { choices: [{ message: { content: textIn(page.values) } }] },
      });
    });
  });

  it.each([429, 500, 502, 503])('reconnects after a status %d', (status) => {
    inVirtualTime(({ flush }) => {
      const { server, follow } = open();
      server.getStatus = (index) => (index === 0 ? status : undefined);
      const page = follow();
      flush();

      expect(page.end).toBe('completed');
      expect(textIn(page.values)).toBe(words.join(''));
    });
  });

  it.each([400, 401, 403, 404])('fails at once with a status %d that has no body', (status) => {
    inVirtualTime(({ flush }) => {
      const { server, follow } = open();
      server.getStatus = () => status;
      const page = follow();
      flush();

      expect(page.failure).toMatchObject({ status });
      expect(server.requests).toHaveLength(1);
    });
  });

  it('fails instead of emitting values twice when a proxy removes Last-Event-ID', () => {
    inVirtualTime(({ flush }) => {
      const { server, follow } = open();
      server.removedHeaders = ['last-event-id'];
      server.getFault = (index) => (index === 0 ? { bytes: 900 } : undefined);
      const page = follow();
      flush();

      expect(page.failure).toBeInstanceOf(RunOffsetError);
      expect((page.failure as Error).message).toContain('`Last-Event-ID`');
      expect(words.join('')).toMatch(new RegExp(`^${textIn(page.values)}`));
      expect(page.failure).toMatchObject({
        partial: { choices: [{ message: { content: textIn(page.values) } }] },
      });
      expect(server.requests).toHaveLength(2);
    });
  });

  it('closes only its connection on unsubscribe', () => {
    inVirtualTime(({ flush }) => {
      const { server, follow, producer } = open();
      const page = follow();
      timer(250).subscribe(() => {
        page.subscription.unsubscribe();
      });
      timer(251).subscribe(() => {
        expect(server.requests.map(({ isOpen }) => isOpen)).toEqual([false]);
      });
      flush();

      expect(textIn(page.values)).toBe('The ');
      expect(producer.end).toBe('completed');
      expect(server.requests).toHaveLength(1);
    });
  });
});

const partialText = (error: unknown): string =>
  (error as { partial?: { choices: { message: { content: string } }[] } }).partial?.choices[0]?.message
    .content ?? '';

describe('the end of a followed run', () => {
  it.each(['while a page follows it', 'before a page follows it', 'during a reconnection'])(
    'is a RunStoppedError if the run was stopped %s',
    (when) => {
      inVirtualTime(({ flush }) => {
        const { server, runs, follow } = open();
        if (when === 'during a reconnection')
          server.getFault = (index) => (index === 0 ? { bytes: 600 } : undefined);
        timer(350).subscribe(() => {
          record(runs.stop('tale', { reason: 'enough' }));
        });
        let page: ReturnType<typeof follow> | undefined;
        timer(when === 'before a page follows it' ? 400 : 0).subscribe(() => {
          page = follow();
        });
        flush();

        expect(page!.failure).toBeInstanceOf(RunStoppedError);
        expect(page!.failure).toMatchObject({ reason: 'enough', runId: 'tale' });
        expect(partialText(page!.failure)).toBe('The sea ');
        expect(textIn(page!.values)).toBe('The sea ');
      });
    },
  );

  it('is a RunFailedError with a safe description of the error of its source, without a reconnection', () => {
    inVirtualTime(({ flush }) => {
      const failure = new RateLimitError({
        message: 'account 4711',
        status: 429,
        code: null,
        body: null,
        headers: {},
        inBand: false,
        reason: 'limit',
        retryAfter: 7000,
      });
      const { server, follow } = open(
        concat(
          story().pipe(take(3)),
          throwError(() => failure),
        ),
      );
      const early = follow();
      let late: ReturnType<typeof follow> | undefined;
      timer(1000).subscribe(() => {
        late = follow();
      });
      flush();

      for (const { failure: error } of [early, late!]) {
        expect(error).toBeInstanceOf(RunFailedError);
        expect(error).toMatchObject({
          failure: { name: 'RateLimitError', status: 503, code: 'model_offline', isRetryable: true },
          isRetryable: true,
          retryAfter: 7000,
        });
        expect(partialText(error)).toBe('The sea ');
        expect((error as Error).message).not.toContain('4711');
      }
      expect(server.requests).toHaveLength(2);
    });
  });

  it('is a RunFailedError without `partial` if its source fails before the first value', () => {
    inVirtualTime(({ flush }) => {
      const { server, follow } = open(throwError(() => new Error('no')));
      const page = follow();
      flush();

      expect(page.failure).toBeInstanceOf(RunFailedError);
      expect(page.failure).not.toHaveProperty('partial');
      expect(server.requests).toHaveLength(1);
    });
  });

  it('is a RunLostError if the process of the run gives it up', () => {
    inVirtualTime(({ flush }) => {
      const { store, runs, client } = open(concat(story().pipe(take(3)), NEVER));
      // A server in another process answers the page.
      const other = new RunServer(createRuns(store, { lease: 600_000 }));
      const page = record(followRun(client.withOptions({ transport: other.transport }), 'tale'));
      timer(400).subscribe(() => void runs.close({ drainTimeout: 0 }));
      flush();

      expect(page.failure).toBeInstanceOf(RunLostError);
      expect(page.failure).toMatchObject({ lastOffset: expect.stringMatching(/^\d-\d$/) as string });
      expect(partialText(page.failure)).toBe('The sea ');
    });
  });

  it('is a RunGoneError if the run was removed, and a RunUnknownError if no run has the id', () => {
    inVirtualTime(({ flush }) => {
      const { runs, client, follow } = open();
      const page = follow();
      const unknown = record(followRun(client, 'other'));
      timer(350).subscribe(() => {
        record(runs.remove('tale'));
      });
      flush();

      expect(page.failure).toBeInstanceOf(RunGoneError);
      expect(partialText(page.failure)).toBe('The sea ');
      expect(unknown.failure).toBeInstanceOf(RunUnknownError);
    });
  });

  it.each(['-1', 'abc', '9-9', '1'.repeat(4_000)])(
    'is a RunOffsetError if `after` is %j, which is not a frame of the run',
    (after) => {
      inVirtualTime(({ flush }) => {
        const { server, follow } = open();
        const page = follow({ after });
        flush();

        expect(page.failure).toBeInstanceOf(RunOffsetError);
        expect(page.values).toEqual([]);
        expect(server.requests).toHaveLength(1);
      });
    },
  );

  it.each(['', ' ', '1-1\n', '1-é', 11])(
    'cannot be requested with `after` %j, which followRun refuses',
    (after) => {
      const { server, client } = open();

      expect(() => followRun(client, 'tale', { after: after as string })).toThrow(
        '`after` must be the `id` of a frame, a string of visible ASCII characters; received',
      );
      expect(server.requests).toEqual([]);
    },
  );

  it('comes from another process when the one that serves the page is closed', () => {
    inVirtualTime(({ flush }) => {
      const { store, client } = open();
      const servers = [0, 1].map(() => {
        const runs = createRuns(store, { lease: 600_000 });
        return { runs, server: new RunServer(runs) };
      });
      let current = 0;
      const balanced = client.withOptions({
        transport: (request) => servers[current]!.server.transport(request),
      });
      const page = record(followRun(balanced, 'tale', { jitter: () => 0 }));
      timer(350).subscribe(() => {
        current = 1;
        void servers[0]!.runs.close({ drainTimeout: 0 });
      });
      flush();

      expect(page.end).toBe('completed');
      expect(textIn(page.values)).toBe(words.join(''));
      expect(servers.map(({ server }) => server.requests.length)).toEqual([1, 1]);
    });
  });
});

describe('the connection of a followed run', () => {
  it('stays open while comments arrive, and is replaced if nothing arrives', () => {
    inVirtualTime(({ flush }) => {
      const { server, follow } = open(timer(600_000).pipe(map(() => chunk('late'))));
      const page = follow();
      flush();

      expect(page.values).toHaveLength(1);
      expect(server.requests).toHaveLength(1);
    });
    inVirtualTime(({ flush }) => {
      // This server sends no comments, so its connection looks dead.
      const { runs, client, server } = open(timer(100_000).pipe(map(() => chunk('late'))));
      const silent = new RunServer(runs, () => ({ heartbeat: Infinity }));
      const page = record(followRun(client.withOptions({ transport: silent.transport }), 'tale'));
      flush();

      expect(page.values).toHaveLength(1);
      expect(silent.requests).toHaveLength(2);
      expect(server.requests).toHaveLength(0);
    });
  });

  it('uses the headers, a new key and the interceptors of the client for each attempt', () => {
    inVirtualTime(({ flush }) => {
      let keys = 0;
      const attempts: unknown[] = [];
      const { server, follow } = open(story(), {
        apiKey: () => of(`session-${(keys += 1)}`),
        headers: { 'x-app': 'chat' },
        requestInterceptors: [
          (request, next, { number, operation }) => {
            attempts.push([number, operation.name, request.method, request.path]);
            return next({ ...request, headers: { ...request.headers, 'x-attempt': `${number}` } });
          },
        ],
      });
      server.getFault = (index) => (index === 0 ? { bytes: 600 } : undefined);
      const page = follow({ headers: { 'x-tab': '1' } });
      flush();

      expect(page.end).toBe('completed');
      expect(server.requests.map(({ headers }) => headers)).toMatchObject([
        { authorization: 'Bearer session-1', 'x-app': 'chat', 'x-tab': '1', 'x-attempt': '1' },
        {
          authorization: 'Bearer session-2',
          'x-app': 'chat',
          'x-tab': '1',
          'x-attempt': '2',
          'last-event-id': expect.any(String) as string,
        },
      ]);
      expect(attempts).toEqual([
        [1, 'runs.follow', 'GET', '/runs/tale'],
        [2, 'runs.follow', 'GET', '/runs/tale'],
      ]);
    });
  });

  it('ends during a wait if its client closes or its signal aborts', () => {
    inVirtualTime(({ flush }) => {
      const { server, client, follow } = open();
      server.getFault = (index) => (index < 2 ? 'no-response' : undefined);
      const page = follow();
      const controller = new AbortController();
      const aborted = follow({ signal: controller.signal });
      timer(100).subscribe(() => {
        controller.abort();
        void client.close();
      });
      flush();

      expect(page.failure).toMatchObject({ name: 'ClientClosedError' });
      expect(aborted.failure).toMatchObject({ name: 'RequestAbortedError' });
      expect(server.requests).toHaveLength(2);
    });
  });

  it('ends after `timeouts.total`, which includes all attempts', () => {
    inVirtualTime(({ flush }) => {
      const { follow, server } = open();
      server.getFault = () => ({ bytes: 450 });
      const page = follow({ timeouts: { total: 5000 } });
      flush();

      expect(page.failure).toMatchObject({ name: 'APITimeoutError', phase: 'total' });
      expect(page.times.at(-1)).toBe(5000);
    });
  });

  it('is opened again after the delay that the server demands, unless that is longer than `maxWait`', () => {
    const replies = [
      {
        status: 200,
        headers: { 'content-type': 'text/event-stream' },
        text: 'retry: 3000\n\nid: 1-1\ndata: 1\n\n',
      },
      { status: 429, headers: { 'retry-after': '9' }, text: '' },
      { status: 204, headers: {}, text: '' },
    ];
    inVirtualTime(({ flush }) => {
      const waits: number[] = [];
      const page = followReplies(replies, { onReconnect: ({ wait }) => waits.push(wait) });
      flush();

      expect(page.values).toEqual([1]);
      expect(page.end).toBe('completed');
      expect(waits).toEqual([3000, 9000]);
    });
    inVirtualTime(({ flush }) => {
      const page = followReplies([{ status: 429, headers: { 'retry-after': '61' }, text: '' }]);
      flush();

      expect(page.failure).toMatchObject({ status: 429, retryAfter: 61_000, retriesExhausted: true });
    });
  });

  it('is opened again after 2^31 - 1 ms at the latest, the longest delay of a timer', () => {
    inVirtualTime(({ flush }) => {
      const headers = { 'content-type': 'text/event-stream' };
      const waits: number[] = [];
      const replies = [
        { status: 200, headers, text: 'retry: 2147483648\n\n' },
        { status: 204, headers: {}, text: '' },
      ];
      const page = followReplies(replies, {
        maxWait: Infinity,
        onReconnect: ({ wait }) => waits.push(wait),
      });
      flush();

      expect(page.end).toBe('completed');
      // A timer with a longer delay fires at once.
      expect(waits).toEqual([2 ** 31 - 1]);
    });
  });

  it.each([
    ['a page of HTML', { 'content-type': 'text/html' }, '<h1>Sign in</h1>', 'APIError'],
    [
      'an event that is not JSON',
      { 'content-type': 'text/event-stream' },
      'data: oops\n\n',
      'MalformedChunkError',
    ],
  ])('fails if the server sends %s', (_, headers, text, name) => {
    inVirtualTime(({ flush }) => {
      const page = followReplies([{ status: 200, headers, text }]);
      flush();

      expect(page.failure).toMatchObject({ name });
    });
  });

  it('emits values that look like an error', () => {
    const values = [
      { type: 'tool-result', error: { code: 'x', message: 'no' } },
      { error: { code: 'x', message: 'no' } },
    ];
    inVirtualTime(({ flush }) => {
      const { follow: followTale } = open(of(...values));
      const page = followTale();
      flush();

      expect(page.values).toEqual(values);
      expect(page.end).toBe('completed');
    });
  });

  it.each(['Text/Event-Stream', ' text/event-stream;charset=UTF-8'])('reads the content type %j', (type) => {
    inVirtualTime(({ flush }) => {
      const page = followReplies([
        { status: 200, headers: { 'content-type': type }, text: 'id: 1-1\ndata: 1\n\ndata: [DONE]\n\n' },
      ]);
      flush();

      expect(page.values).toEqual([1]);
      expect(page.end).toBe('completed');
    });
  });

  it('fails with an error after the comment `error`', () => {
    inVirtualTime(({ flush }) => {
      const text = ': error\ndata: {"error":{"code":"run_stopped","message":"no"}}\n\n';
      const page = followReplies([{ status: 200, headers: { 'content-type': 'text/event-stream' }, text }]);
      flush();

      expect(page.failure).toBeInstanceOf(RunStoppedError);
    });
  });

  it.each(['', 'id: 1-1\ndata: 1\n\n'])(
    'fails instead of dropping values without an id, after %j',
    (before) => {
      inVirtualTime(({ flush }) => {
        const text = `${before}data: 2\n\ndata: [DONE]\n\n`;
        const page = followReplies([{ status: 200, headers: { 'content-type': 'text/event-stream' }, text }]);
        flush();

        expect(page.values).toEqual(before === '' ? [] : [1]);
        expect(page.failure).toMatchObject({ name: 'MalformedChunkError' });
        expect((page.failure as Error).message).toContain('have no `id`');
      });
    },
  );

  it('emits a chunk that cannot be reduced as it is', () => {
    const invalidChunk = { object: 'chat.completion.chunk', choices: [null] };
    inVirtualTime(({ flush }) => {
      const values = concat(of(role(), chunk('The '), invalidChunk), timer(100).pipe(map(() => 'last')));
      const { follow: followTale } = open(values);
      const early = followTale();
      let late: ReturnType<typeof followTale> | undefined;
      timer(50).subscribe(() => {
        late = followTale();
      });
      flush();

      for (const page of [early, late!]) {
        expect(page.values.slice(-2)).toEqual([invalidChunk, 'last']);
        expect(page.end).toBe('completed');
      }
    });
  });

  it('drops a frame that it has already received', () => {
    inVirtualTime(({ flush }) => {
      const text = ['1-1', '1-2', '1-2', '1-1', '2-1']
        .map((id, index) => `id: ${id}\ndata: ${index}\n\n`)
        .join('');
      const page = followReplies([
        { status: 200, headers: { 'content-type': 'text/event-stream' }, text: `${text}data: [DONE]\n\n` },
      ]);
      flush();

      expect(page.values).toEqual([0, 1, 4]);
    });
  });
});

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Follows a run of a server that sends these replies, one per request. */
function followReplies(replies: readonly Reply[], options: FollowRunOptions = {}) {
  let index = 0;
  const client = new VeniceClient({
    baseURL: 'http://app.example',
    apiKey: false,
    transport: () => {
      const { status, headers, text } = replies[index++]!;
      return of(
        { type: 'head', status, headers } as const,
        { type: 'data', bytes: new TextEncoder().encode(text) } as const,
      );
    },
  });
  return record(followRun<unknown>(client, 'tale', { jitter: () => 0, ...options }));
}

describe('stopRun', () => {
  it('stops a run for all watchers once it is subscribed to', () => {
    inVirtualTime(({ flush }) => {
      const { client, server, follow: followTale, producer } = open();
      const page = followTale();
      const stop = stopRun(client, 'tale');
      let stopped: { readonly values: readonly unknown[] } | undefined;
      timer(350).subscribe(() => {
        stopped = record(stop);
      });
      flush();

      expect(stopped!.values).toEqual([undefined]);
      expect(page.failure).toBeInstanceOf(RunStoppedError);
      expect(producer.failure).toBeInstanceOf(RunStoppedError);
      expect(server.requests.map(({ method, url }) => [method, url])).toEqual([
        ['GET', 'http://app.example/runs/tale'],
        ['DELETE', 'http://app.example/runs/tale'],
      ]);
    });
  });

  it('fails for a run that does not exist', () => {
    inVirtualTime(({ flush }) => {
      const { client } = open();
      const stopped = record(stopRun(client, 'other'));
      flush();

      expect(stopped.failure).toBeInstanceOf(RunUnknownError);
    });
  });
});

describe('the address of a run', () => {
  const client = new VeniceClient({ baseURL: 'http://app.example/api', apiKey: false });

  it.each(['', 'a b', 'a?b', '..', '../models', 'a/../../b', 'a/.', '%2e%2e', 'a#b'])(
    'is refused with the id %j',
    (id) => {
      expect(() => followRun(client, id)).toThrow('`id` must be ');
      expect(() => stopRun(client, id)).toThrow('`id` must be ');
    },
  );

  it.each(['runs', 'https://elsewhere.example', '/', '/runs/', '/runs?x', '/a\nb', '/a#b'])(
    'is refused with the path %j',
    (path) => {
      expect(() => followRun(client, 'tale', { path })).toThrow('`path` must be a path such as /runs');
    },
  );

  it('consists of the baseURL of the client, the path and the id', () => {
    const urls: string[] = [];
    const recording = client.withOptions({
      transport: ({ url }) => {
        urls.push(url);
        return NEVER;
      },
    });
    for (const [id, path] of [
      ['tale', undefined],
      ['chat/17:2', '/v2/runs'],
    ] as const)
      record(followRun(recording, id, path === undefined ? {} : { path }));

    expect(urls).toEqual(['http://app.example/api/runs/tale', 'http://app.example/api/v2/runs/chat/17:2']);
  });
});

describe('the types of followRun', () => {
  it('follow its type argument and `observe`', () => {
    const client = new VeniceClient({ baseURL: 'http://app.example/api', apiKey: false });

    expectTypeOf(followRun(client, 'tale')).toEqualTypeOf<Observable<ChatCompletionChunk>>();
    expectTypeOf(followRun<number>(client, 'tale', { observe: 'frames' })).toEqualTypeOf<
      Observable<RunFrame<number>>
    >();
    // @ts-expect-error -- Its options are checked.
    expect(() => followRun(client, 'tale', { observe: 'chunks' })).toThrow('`observe` must be ');
  });
});
