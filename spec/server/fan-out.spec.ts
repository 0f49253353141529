import {
  AsyncSubject,
  catchError,
  concatMap,
  lastValueFrom,
  map,
  mergeMap,
  of,
  range,
  tap,
  timer,
  toArray,
} from 'rxjs';
import {
  type HttpTransport,
  type UsageEntry,
  VeniceClient,
  rateLimiter,
  retryOnApiError,
  toContent,
} from 'venice-rx';
import { undiciTransport } from 'venice-rx/node';
import { type Script, startLocalServer } from 'venice-rx/server';

const prompts = 200;

/** Repeats the prompt; each twentieth request is a 429 of a model that is overloaded or a 503. */
function script(): Script {
  let requests = 0;
  return [
    {
      reply: ({ messages }) => {
        requests += 1;
        if (requests % 40 === 10) return { status: 429, body: { error: 'The model is overloaded' } };
        if (requests % 40 === 30) return { status: 503, body: { error: 'Service Unavailable' } };
        return {
          text: `Answer to ${JSON.stringify(messages.at(-1)?.content)}`,
          timing: { firstTokenDelay: 20, tokenDelay: 2 },
        };
      },
    },
  ];
}

describe('200 prompts to the local server, with sixty times the limits of tier L', () => {
  it('are all answered, in order, and nothing is refused for its limits or failures', async () => {
    await using server = await startLocalServer({
      script: script(),
      tier: { requests: 60 * 20, tokens: 60 * 500_000 },
    });
    await using client = new VeniceClient({
      baseURL: server.baseURL,
      limits: rateLimiter({ concurrency: 50 }),
      retry: retryOnApiError({ maxRetries: 6 }),
    });
    const entries: UsageEntry[] = [];
    const failures: number[] = [];
    client.usage.subscribe((entry) => entries.push(entry));
    client.health.subscribe((models) => failures.push(models.length));

    const answers = await lastValueFrom(
      range(0, prompts).pipe(
        mergeMap((index) =>
          client.chat.completions
            .create({
              model: 'default',
              messages: [{ role: 'user', content: `prompt ${index}` }],
              stream: true,
            })
            .pipe(
              toContent(),
              map((text) => ({ index, text })),
            ),
        ),
        toArray(),
      ),
    );

    const attempts = entries.reduce((sum, entry) => sum + entry.attempts, 0);
    expect(answers.sort((one, other) => one.index - other.index).map(({ text }) => text)).toEqual(
      Array.from({ length: prompts }, (_answer, index) => `Answer to "prompt ${index}"`),
    );
    expect(attempts).toBeLessThanOrEqual(60 * 20);
    expect(server.requestCount).toBe(attempts);
    expect(entries.map(({ outcome }) => outcome)).toEqual(Array(prompts).fill('completed'));
    expect(entries.every(({ cost, isEstimated }) => cost !== undefined && !isEstimated)).toBe(true);
    expect(failures).toEqual([0]);
  }, 60_000);
});

describe('200 requests that pass the check, for a model that is not there', () => {
  it.each([1, 10, 200])(
    'reach the server fewer times than the threshold, %s at once',
    async (concurrency) => {
      await using server = await startLocalServer({ script: script() });
      await using client = new VeniceClient({ baseURL: server.baseURL });
      const messages = [{ role: 'user', content: 'Hi' }] as const;

      const names = await lastValueFrom(
        range(0, prompts).pipe(
          mergeMap(
            () =>
              client.chat.completions.create({ model: 'no-such-model', messages, stream: true }).pipe(
                map(() => 'a chunk'),
                catchError((error: unknown) => of((error as Error).name)),
              ),
            concurrency,
          ),
          toArray(),
        ),
      );

      expect(server.requestCount).toBe(9);
      expect(names.filter((name) => name === 'NotFoundError')).toHaveLength(9);
      expect(names.filter((name) => name === 'FailureBudgetError')).toHaveLength(prompts - 9);
    },
  );
});

describe('2,000 concurrent streams through one client', () => {
  it('complete, and their peak memory is printed', async () => {
    const streams = 2000;
    const text = 'Once upon a time there was a knight.';
    const timing = { firstTokenDelay: 3000, tokenDelay: 20 };
    await using server = await startLocalServer({ script: [{ reply: { text, timing } }] });
    const connections = undiciTransport();
    const allAreOpen = new AsyncSubject<true>();
    let [open, peak] = [0, 0];
    /** Nobody reads on before all have their head, so that all are open at once however fast the machine is. */
    const transport: HttpTransport = (request) =>
      connections(request).pipe(
        tap((event) => {
          if (event.type === 'head' && (open += 1) === streams) {
            allAreOpen.next(true);
            allAreOpen.complete();
          }
        }),
        concatMap((event) => (event.type === 'head' ? of(event) : allAreOpen.pipe(map(() => event)))),
      );
    const timeouts = { connect: 60_000 };
    await using client = new VeniceClient({ baseURL: server.baseURL, transport, timeouts });
    const messages = [{ role: 'user', content: 'Tell me a story.' }] as const;
    const story = client.chat.completions.create({ model: 'default', messages, stream: true });
    const before = process.memoryUsage.rss();

    // A connection each millisecond: what a kernel does with thousands in one moment is not the question here.
    const texts = await lastValueFrom(
      range(0, streams).pipe(
        mergeMap((index) => timer(index).pipe(mergeMap(() => story.pipe(toContent())))),
        tap(() => (peak = Math.max(peak, process.memoryUsage.rss()))),
        toArray(),
      ),
    );
    await connections.close();

    expect(texts).toEqual(Array(streams).fill(text));
    expect(open).toBe(streams);
    const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
    process.stdout.write(
      `${streams} streams at once: peak memory ${megabytes(peak)}, ${megabytes(before)} before them, server included\n`,
    );
  }, 120_000);
});
