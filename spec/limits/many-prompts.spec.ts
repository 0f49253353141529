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

/** Answers with the prompt after about a second; 5 % of the answers are errors: half of them a 429 of an overloaded model, half a 503. */
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

describe('200 prompts to the engine of the mock server with the rate limits of tier L and 5 % errors', () => {
  it.each<[string, Parameters<typeof rateLimiter>[0]]>([
    ['learned from the headers', {}],
    ['set as options', { requestsPerMinute: 20, tokensPerMinute: 500_000 }],
    ['set as options, ten at once', { requestsPerMinute: 20, concurrency: 10, learnsFromHeaders: false }],
  ])('are all answered in order, with at most 20 requests per minute; limits %s', (_name, limits) => {
    const random = randomFrom(seed);
    const transport = scriptedTransport(engineReplies({ tier: 'L', script: script(random) }));
    const errors: string[] = [];
    const emittedCircuits: (readonly ModelCircuit[])[] = [];
    const records: UsageRecord[] = [];
    let answers: readonly string[] = [];
    let finishedAt = 0;
    inVirtualTime(() => {
      const client = new VeniceClient({
        baseURL: 'http://test',
        transport,
        limits: rateLimiter(limits),
        retry: retryOnApiError({ maxRetries: 6, jitter: random }),
      });
      usageRecords(client).subscribe((record) => records.push(record));
      client.circuits.subscribe((circuits) => emittedCircuits.push(circuits));
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
          error: (error: unknown) => errors.push(String(error)),
        });
    });

    const attempts = records.reduce((sum, record) => sum + record.attempts, 0);
    expect(errors).toEqual([]);
    expect(answers).toEqual(
      Array.from({ length: prompts }, (_answer, index) => `Answer to "prompt ${index}"`),
    );
    expect(maxPerMinute(transport.requests.map(({ sentAt }) => sentAt))).toBeLessThanOrEqual(20);
    expect(records.map(({ outcome }) => outcome)).toEqual(Array(prompts).fill('completed'));
    expect(transport.requests).toHaveLength(attempts);
    // Retries repeat a prompt, so only the first request of each prompt is compared.
    expect([...new Set(transport.requests.map(({ prompt }) => prompt))]).toEqual(
      Array.from({ length: prompts }, (_prompt, index) => `prompt ${index}`),
    );
    expect(emittedCircuits.flat()).toEqual([]);
    process.stdout.write(
      `${prompts} prompts answered with ${attempts} requests in ${finishedAt / 60_000} virtual minutes, SEED=${seed}\n`,
    );
  });
});

/** Returns the largest number of requests in a minute of the clock: the windows of the engine start at full minutes. */
function maxPerMinute(times: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const time of times) {
    const minute = Math.floor(time / 60_000);
    counts.set(minute, (counts.get(minute) ?? 0) + 1);
  }
  return Math.max(...counts.values());
}
