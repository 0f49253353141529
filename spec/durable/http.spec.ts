import { type Observable, Subject, concat, from, of, throwError } from 'rxjs';
import { RateLimitError } from 'venice-rx';
import { type FollowableRuns, type RunFrame, memoryRunStore, toRunWebResponse } from 'venice-rx/durable';
import { Flag } from '../contract/flag.js';
import { FaultyStore } from './faulty-store.js';
import { createRuns, record } from './recorder.js';
import { BodyReader, type HandlerOptions, handlers } from './run-handlers.js';

const alice = { 'x-user': 'alice' };
const upToDate = (id: string): string => `id: ${id}\nevent: up-to-date\ndata:  \n\n`;
const withLastEventId = (id: string): RequestInit => ({ headers: { ...alice, 'last-event-id': id } });

describe.each(handlers)('%s', (_name, open) => {
  it('follows a run from its beginning: each frame has an id, and an event up-to-date ends the replay', async () => {
    const { numbers, runs } = manualRun();
    await using handler = await open(runs);
    numbers.next(1);
    const response = await handler.send('run', { headers: alice });
    const body = new BodyReader(response);
    const replay = await body.readTo(upToDate('1-1'));
    numbers.next(2);
    numbers.complete();

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store, no-transform');
    expect(replay).toBe(`: from-start\n\nid: 1-1\ndata: 1\n\n${upToDate('1-1')}`);
    expect((await body.readTo()).slice(replay.length)).toBe('id: 1-2\ndata: 2\n\nid: 1-3\ndata: [DONE]\n\n');
  });

  it('continues after Last-Event-ID, and sends up-to-date even if there is nothing new', async () => {
    const { numbers, runs } = manualRun();
    await using handler = await open(runs);
    numbers.next(1);
    numbers.next(2);
    const missed = new BodyReader(await handler.send('run', withLastEventId('1-1')));
    expect(await missed.readTo(upToDate('1-2'))).toBe(`id: 1-2\ndata: 2\n\n${upToDate('1-2')}`);
    const withoutNews = new BodyReader(await handler.send('run', withLastEventId('1-2')));
    expect(await withoutNews.readTo(upToDate('1-2'))).toBe(upToDate('1-2'));
    await missed.cancel();
    await withoutNews.cancel();
  });

  it('gives the id to the last event of a frame only', async () => {
    const runs = createRuns(memoryRunStore());
    record(runs.start('run', { run: () => from([1, 2, 3]), subject: 'alice' }));
    await using handler = await open(runs);
    const response = await handler.send('run', { headers: alice });

    expect(await response.text()).toMatch(/^: from-start\n\ndata: 1\n\ndata: 2\n\nid: 1-4\ndata: 3\n\n/);
  });

  it('answers 204 to a browser that has every frame of a finished run', async () => {
    const { numbers, runs } = manualRun();
    await using handler = await open(runs);
    numbers.next(1);
    numbers.complete();
    const response = await handler.send('run', withLastEventId('1-2'));

    expect(response.status).toBe(204);
    expect(await response.text()).toBe('');
  });

  it.each(['-1', 'abc', '9-9', '1'.repeat(10_000), '$'])(
    'answers 400 to the Last-Event-ID %j',
    async (id) => {
      const { numbers, runs } = manualRun();
      await using handler = await open(runs);
      numbers.next(1);
      const response = await handler.send('run', withLastEventId(id));

      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { code: 'run_offset' } });
    },
  );

  it('answers 404 for an unknown run or subject, 403 without a subject, and 405 for other methods', async () => {
    const { runs } = manualRun();
    await using handler = await open(runs);
    const status = async (id: string, init: RequestInit): Promise<number> =>
      (await handler.send(id, init)).status;

    expect(await status('other', { headers: alice })).toBe(404);
    expect(await status('a b', { headers: alice })).toBe(404);
    expect(await status('run', { headers: { 'x-user': 'bob' } })).toBe(404);
    expect(await status('run', { headers: { 'x-user': 'bob' }, method: 'DELETE' })).toBe(404);
    expect(await status('run', {})).toBe(403);
    expect(await status('run', { headers: { 'x-user': '' } })).toBe(403);
    expect(await status('run', { headers: alice, method: 'POST' })).toBe(405);
    expect(await status('run', { headers: alice, method: 'PUT' })).toBe(405);
    expect(record(runs.info('run', { subject: 'alice' })).values).toMatchObject([{ status: 'running' }]);
  });

  it('answers 410 to a request for a removed run', async () => {
    const { runs } = manualRun();
    record(runs.remove('run', { subject: 'alice' }));
    await using handler = await open(runs);

    expect((await handler.send('run', { headers: alice })).status).toBe(410);
  });

  it('stops a run by DELETE', async () => {
    const { numbers, runs } = manualRun();
    await using handler = await open(runs);
    numbers.next(1);
    const body = new BodyReader(await handler.send('run', { headers: alice }));
    await body.readTo(upToDate('1-1'));
    const stopped = await handler.send('run', { headers: alice, method: 'DELETE' });

    expect(stopped.status).toBe(204);
    expect(numbers.observed).toBe(false);
    expect(await body.readTo()).toMatch(
      /: error\ndata: \{"error":\{.*"code":"run_stopped".*\}\}\n\nid: 2-1\ndata: \[DONE\]\n\n$/,
    );
    const rejoined = await handler.send('run', withLastEventId('2-1'));
    expect(rejoined.status).toBe(409);
    expect(await rejoined.json()).toMatchObject({ error: { code: 'run_stopped' } });
  });

  it('starts a run by POST, once per id', async () => {
    let requests = 0;
    const runs = createRuns(memoryRunStore());
    const start = (subject: string): Observable<RunFrame<number>> =>
      runs.start('run', {
        run: () => {
          requests += 1;
          return of(1);
        },
        subject,
      });
    await using handler = await open(runs, { start });
    const post = async (): Promise<string> =>
      (await handler.send('run', { headers: alice, method: 'POST' })).text();

    expect(await post()).toBe(await post());
    expect(requests).toBe(1);
    expect(record(runs.list({ subject: 'alice' })).values[0]).toHaveLength(1);
  });

  it('does not stop a run when its browser leaves', async () => {
    const { numbers, runs } = manualRun();
    await using handler = await open(runs);
    const left = new Flag('the watcher has left');
    let hadTwo = false;
    runs.state.subscribe(({ watchers }) => {
      // The watcher that has started the run stays.
      if (hadTwo && watchers === 1) left.set();
      hadTwo ||= watchers === 2;
    });
    numbers.next(1);
    const body = new BodyReader(await handler.send('run', { headers: alice }));
    await body.readTo(upToDate('1-1'));
    await body.cancel();
    await left.wait();
    numbers.next(2);
    numbers.complete();

    expect(await (await handler.send('run', withLastEventId('1-1'))).text()).toMatch(/^id: 1-3\ndata: 2\n\n/);
  });

  it('sends a failure of the source as a safe error, without its message', async () => {
    const failure = new RateLimitError({
      message: '429 for account 4711',
      status: 429,
      code: null,
      body: null,
      headers: {},
      inBand: false,
      reason: 'limit',
      retryAfter: 7000,
    });
    const runs = createRuns(memoryRunStore());
    record(
      runs.start('run', {
        run: () =>
          concat(
            of(1),
            throwError(() => failure),
          ),
        subject: 'alice',
      }),
    );
    await using handler = await open(runs);
    const text = await (await handler.send('run', { headers: alice })).text();

    expect(text).toContain('"code":"model_offline"');
    expect(text).toContain('"retry_after":7');
    expect(text).not.toContain('4711');
  });

  it('answers 503 if the store is unavailable, and reports the error to `onError`', async () => {
    const faultyStore = new FaultyStore(memoryRunStore());
    const errors: unknown[] = [];
    const runs = createRuns(faultyStore, { storeTimeout: 20 });
    faultyStore.fault = 'failing';
    await using handler = await open(runs, { onError: (error) => errors.push(error) });
    const response = await handler.send('run', { headers: alice });

    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ error: { code: 'store_unavailable' } });
    expect(errors).toMatchObject([{ name: 'StoreUnavailableError' }]);
  });

  it('sends comments while the model is silent', async () => {
    const { runs } = manualRun();
    await using handler = await open(runs, { heartbeat: 1 });
    const body = new BodyReader(await handler.send('run', { headers: alice }));

    expect(await body.readTo(': keep-alive\n\n')).toContain(': keep-alive\n\n');
    await body.cancel();
  });

  it.each(['GET', 'POST'])('reads from the store at the pace of the browser: %s', async (method) => {
    const store = memoryRunStore();
    const faultyStore = new FaultyStore(store);
    const chunks = new Subject<string>();
    const runs = createRuns(faultyStore);
    const start = (subject: string, gate?: Observable<boolean>): Observable<RunFrame<string>> =>
      runs.start('run', { run: () => chunks, subject, ...(gate && { gate }) });
    if (method === 'GET') record(createRuns(store).start('run', { run: () => chunks, subject: 'alice' }));
    await using handler = await open(runs, { start });
    const body = new BodyReader(await handler.send('run', { headers: alice, method }));
    await body.readTo(upToDate('0-0'));
    const piece = 'x'.repeat(500_000);
    for (let count = 0; count < 30; count += 1) chunks.next(piece);
    const readsBefore = faultyStore.count('read');
    chunks.complete();
    const text = await body.readTo();

    // The socket buffers took only a part of the 15 MB. The rest was read from the log later, in pages of about 1 MB.
    expect(faultyStore.count('read')).toBeGreaterThan(readsBefore + 4);
    expect(text.split('\n').filter((line) => line === `data: "${piece}"`)).toHaveLength(30);
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('sends the headers of its options, also with an error', async () => {
    const { runs } = manualRun();
    await using handler = await open(runs, {
      headers: { 'access-control-allow-origin': 'https://app.example' },
    });

    for (const [id, user] of [
      ['run', 'alice'],
      ['run', 'bob'],
    ] as const) {
      const response = await handler.send(id, { headers: { 'x-user': user } });
      expect(response.headers.get('access-control-allow-origin')).toBe('https://app.example');
      await response.body?.cancel();
    }
  });

  it('fails a response with an invalid header, and reports the error', async () => {
    const errors: unknown[] = [];
    const { numbers, runs } = manualRun();
    numbers.complete();
    await using handler = await open(runs, {
      headers: { 'x-user': 'two\nlines' },
      onError: (error) => errors.push(error),
    });
    const isBroken = await handler.send('run', withLastEventId('1-1')).then(
      ({ status }) => status === 500,
      () => true,
    );

    expect(isBroken).toBe(true);
    expect(errors).toHaveLength(1);
  });

  it('answers DELETE with 503, without comments before that, if the store does not answer', async () => {
    const faultyStore = new FaultyStore(memoryRunStore());
    const runs = createRuns(faultyStore, { storeTimeout: 200 });
    faultyStore.fault = 'hanging';
    await using handler = await open(runs, { heartbeat: 1 });
    const response = await handler.send('run', { headers: alice, method: 'DELETE' });

    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ error: { code: 'store_unavailable' } });
  });

  it('lets everyone who knows the id follow with authorize: "ids-are-capabilities"', async () => {
    const runs = createRuns(memoryRunStore());
    record(runs.start('run', { run: () => of(1) }));
    await using handler = await open(runs, { authorize: 'ids-are-capabilities' });

    expect(await (await handler.send('run')).text()).toContain('data: 1\n\n');
  });
});

describe('authorize', () => {
  it('is required', () => {
    const runs: FollowableRuns = createRuns(memoryRunStore());
    const request = new Request('http://page.example/');
    const options: HandlerOptions = {};

    // @ts-expect-error -- Without it, everyone could follow every run.
    expect(() => toRunWebResponse(runs, 'run', request, options)).toThrow(
      "`authorize` must be a function or 'ids-are-capabilities'; received undefined",
    );
  });
});

/** A run of the subject `alice`, whose numbers the test emits. */
function manualRun() {
  const numbers = new Subject<number>();
  const runs = createRuns(memoryRunStore());
  record(runs.start('run', { run: () => numbers, subject: 'alice' }));
  return { numbers, runs };
}
