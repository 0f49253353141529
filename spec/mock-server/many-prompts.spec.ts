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
  type UsageRecord,
  VeniceClient,
  concatMapEager,
  rateLimiter,
  retryOnApiError,
  toContent,
  usageRecords,
} from 'venice-rx';
import { undiciTransport } from 'venice-rx/node';
import { type Script, startMockServer } from 'venice-rx/mock-server';
import { randomFrom } from '../support/random-from.js';
import { seed, sized } from '../support/cases.js';

const prompts = sized(60, 200);
const streams = sized(200, 2000);

/** Answers with the prompt. 5 % of the answers are errors, half of them a 429, half a 503; for each error, calls `onError`. */
function script(onError: () => void = () => undefined): Script {
  const random = randomFrom(seed);
  return [
    {
      reply: ({ messages }) => {
        const chance = random();
        if (chance < 0.05) onError();
        if (chance < 0.025) return { status: 429, body: { error: 'The model is overloaded' } };
        if (chance < 0.05) return { status: 503, body: { error: 'Service Unavailable' } };
        return {
          text: `Answer to ${JSON.stringify(messages.at(-1)?.content)}`,
          timing: { firstTokenDelay: 20, tokenDelay: 2 },
        };
      },
    },
  ];
}

describe(`${prompts} prompts to the mock server, with sixty times the limits of tier L`, () => {
  it('are all answered in order, and no request exceeds the limits or the error budget', async () => {
    let failed = 0;
    await using server = await startMockServer({
      script: script(() => (failed += 1)),
      tier: { requests: 60 * 20, tokens: 60 * 500_000 },
    });
    await using client = new VeniceClient({
      baseURL: server.baseURL,
      limits: rateLimiter({ concurrency: 50 }),
      retry: retryOnApiError({ maxRetries: 6 }),
    });
    const records: UsageRecord[] = [];
    const failures: number[] = [];
    usageRecords(client).subscribe((record) => records.push(record));
    client.circuits.subscribe((models) => failures.push(models.length));

    const answers = await lastValueFrom(
      range(0, prompts).pipe(
        concatMapEager((index) => {
          const messages = [{ role: 'user', content: `prompt ${index}` }] as const;
          return client.chat.completions
            .create({ model: 'default', messages, stream: true })
            .pipe(toContent());
        }),
        toArray(),
      ),
    );

    const attempts = records.reduce((sum, record) => sum + record.attempts, 0);
    expect(answers).toEqual(
      Array.from({ length: prompts }, (_answer, index) => `Answer to "prompt ${index}"`),
    );
    expect(attempts).toBeLessThanOrEqual(60 * 20);
    // Only the errors of the script caused another attempt: no request exceeded a limit.
    expect(attempts).toBe(prompts + failed);
    expect(server.requestCount).toBe(attempts);
    expect(records.map(({ outcome }) => outcome)).toEqual(Array(prompts).fill('completed'));
    expect(records.every(({ cost, isEstimated }) => cost !== undefined && !isEstimated)).toBe(true);
    expect(failures).toEqual([0]);
    process.stdout.write(
      `fan-out: ${prompts} answered by the server with ${attempts} requests, SEED=${seed}\n`,
    );
  });
});

describe(`${prompts} valid requests for an unknown model`, () => {
  it.each([
    [1, {}],
    [10, {}],
    [prompts, {}],
    [prompts, { limits: rateLimiter() }],
    [prompts, { limits: rateLimiter({ concurrency: 50, requestsPerMinute: 100 }) }],
  ])('are sent only 9 times, since the circuit opens: %s at once, with %j', async (concurrency, options) => {
    await using server = await startMockServer({ script: script() });
    await using client = new VeniceClient({ baseURL: server.baseURL, ...options });
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
    expect(names.filter((name) => name === 'CircuitOpenError')).toHaveLength(prompts - 9);
  });
});

describe(`${streams} concurrent streams through one client`, () => {
  it('complete, and their peak memory is printed', async () => {
    const text = 'Once upon a time there was a knight.';
    const timing = { firstTokenDelay: sized(100, 3000), tokenDelay: 20 };
    await using server = await startMockServer({ script: [{ reply: { text, timing } }] });
    const connections = undiciTransport();
    const allAreOpen = new AsyncSubject<true>();
    let [open, peak] = [0, 0];
    // Delays the bodies until all streams have their head, so that all streams are open at the same time on any machine.
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

    // Opens one connection per millisecond, since an operating system may drop connections if thousands arrive at once.
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
  });
});
