import { asyncScheduler, range, toArray } from 'rxjs';
import {
  type ModelCircuit,
  type UsageRecord,
  VeniceClient,
  concatMapEager,
  rateLimiter,
  retryOnApiError,
  toContent,
  usageRecords,
} from 'venice-rx';
import { type Script, engineReplies, inVirtualTime, scriptedTransport } from 'venice-rx/testing';
import { randomFrom } from '../support/random-from.js';
import { seed } from '../support/cases.js';

const prompts = 200;

/** Repeats the prompt after a second or so; 5 % are a 429 of a model that is overloaded, and a 503. */
function script(random: () => number): Script {
  return [
    {
      reply: ({ messages }) => {
        const chance = random();
        if (chance < 0.025) return { status: 429, body: { error: 'The model is overloaded' } };
        if (chance < 0.05) return { status: 503, body: { error: 'Service Unavailable' } };
        const text = `Answer to ${JSON.stringify(messages.at(-1)?.content)}`;
        return { text, timing: { headersDelay: 200, firstTokenDelay: 300, tokenDelay: 30 } };
      },
    },
  ];
}

describe('200 prompts through the engine at tier L, 5 % of them a 429 or a 503', () => {
  it.each<[string, Parameters<typeof rateLimiter>[0]]>([
    ['learned from the headers', {}],
    ['set by hand', { requestsPerMinute: 20, tokensPerMinute: 500_000 }],
    ['set by hand, ten at once', { requestsPerMinute: 20, concurrency: 10, learnsFromHeaders: false }],
  ])('are all answered, in order, and none is sent over the limit; limits %s', (_name, limits) => {
    const random = randomFrom(seed);
    const transport = scriptedTransport(engineReplies({ tier: 'L', script: script(random) }));
    const refused: string[] = [];
    const emissions: (readonly ModelCircuit[])[] = [];
    const entries: UsageRecord[] = [];
    let answers: readonly string[] = [];
    let finishedAt = 0;
    inVirtualTime(() => {
      const client = new VeniceClient({
        baseURL: 'http://test',
        transport,
        limits: rateLimiter(limits),
        retry: retryOnApiError({ maxRetries: 6, jitter: random }),
      });
      usageRecords(client).subscribe((entry) => entries.push(entry));
      client.circuits.subscribe((circuits) => emissions.push(circuits));
      range(0, prompts)
        .pipe(
          concatMapEager((index) => {
            const messages = [{ role: 'user', content: `prompt ${index}` }] as const;
            return client.chat.completions
              .create({ model: 'default', messages, stream: true })
              .pipe(toContent());
          }),
          toArray(),
        )
        .subscribe({
          next: (all) => {
            answers = all;
            finishedAt = asyncScheduler.now();
          },
          error: (error: unknown) => refused.push(String(error)),
        });
    });

    const attempts = entries.reduce((sum, entry) => sum + entry.attempts, 0);
    expect(refused).toEqual([]);
    expect(answers).toEqual(
      Array.from({ length: prompts }, (_answer, index) => `Answer to "prompt ${index}"`),
    );
    expect(mostInAMinute(transport.requests.map(({ sentAt }) => sentAt))).toBeLessThanOrEqual(20);
    expect(entries.map(({ outcome }) => outcome)).toEqual(Array(prompts).fill('completed'));
    expect(transport.requests).toHaveLength(attempts);
    // Those that are sent again come again; the first time they come in order too.
    expect([...new Set(transport.requests.map(({ prompt }) => prompt))]).toEqual(
      Array.from({ length: prompts }, (_prompt, index) => `prompt ${index}`),
    );
    expect(emissions.flat()).toEqual([]);
    process.stdout.write(
      `fan-out: ${prompts} answered with ${attempts} requests in ${finishedAt / 60_000} virtual minutes, SEED=${seed}\n`,
    );
  });
});

/** The most requests in one minute of the clock, which is the window of the engine. */
function mostInAMinute(times: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const time of times) {
    const minute = Math.floor(time / 60_000);
    counts.set(minute, (counts.get(minute) ?? 0) + 1);
  }
  return Math.max(...counts.values());
}
