import {
  type Observable,
  catchError,
  concat,
  lastValueFrom,
  materialize,
  mergeMap,
  of,
  throwError,
  toArray,
} from 'rxjs';
import {
  type TransportEvent,
  type LogRecord,
  VeniceClient,
  accumulate,
  fallbackTo,
  hedge,
  isVeniceError,
  logger,
  rateLimiter,
  runTools,
  shareChat,
  toContent,
  tool,
  usageRecords,
} from 'venice-rx';
import { bytes, chunk, finish, sse } from 'venice-rx/testing';
import { inspectEverything } from '../client/inspect-everything.js';
import { head } from '../support/replies.js';

const answerTo = (who: string): string => `the answer for ${who}`;
const promptOfUser = (who: string): string => `the prompt of ${who}`;
const chunkWith = (content: string): TransportEvent =>
  sse({ ...chunk(content), id: `chatcmpl-${content.slice(-3)}` });

/** Responses to a caller: whole, truncated, an error, malformed, or broken off. */
const responses: readonly ((who: string) => Observable<TransportEvent>)[] = [
  (who) => of(head(), chunkWith(answerTo(who)), sse(finish()), sse('[DONE]')),
  (who) => of(head(), chunkWith(answerTo(who))),
  () => of(head(429, {}), bytes('{"error":"slow down"}')),
  (who) => of(head(), chunkWith(answerTo(who)), sse('{"choices":[')),
  (who) =>
    concat(
      of(head(), chunkWith(answerTo(who))),
      throwError(() => new Error('reset')),
    ),
  () => of(head(503, {}), bytes('<html>')),
];

/** One client for all callers, as in a relay. */
function sharedClient(records: LogRecord[] = []): VeniceClient {
  return new VeniceClient({
    apiKey: 'a-key-of-the-relay',
    baseURL: 'http://test',
    limits: rateLimiter({ concurrency: 3 }),
    circuitBreaker: false,
    interceptors: [logger({ write: (record) => records.push(record) })],
    transport: ({ body = '' }) => {
      const who = /the prompt of (\w+)/.exec(String(body))?.[1] ?? '';
      return responses[(who.codePointAt(0) ?? 0) % responses.length]?.(who) ?? of();
    },
  });
}

/** Names of three letters: the first letter selects the response, and the second one the operators. */
const people = ['Ada', 'Bea', 'Cem', 'Dov', 'Eva', 'Fay', 'Gil', 'Hal', 'Ida', 'Jan', 'Kai', 'Lea'];

function askFor(client: VeniceClient, who: string, isStream: boolean): Observable<unknown> {
  const request = { model: 'm', messages: [{ role: 'user', content: promptOfUser(who) }] } as const;
  const stream = client.chat.completions.create({ ...request, stream: true });
  const backup = stream.pipe(toContent());
  const time = tool({ name: 'time', description: '', execute: () => 'now' });
  if (!isStream) return client.chat.completions.create(request);
  switch ((who.codePointAt(1) ?? 0) % 4) {
    case 0:
      return stream.pipe(accumulate(), fallbackTo(backup));
    case 1:
      return hedge(stream, stream, { after: 0 });
    case 2:
      return stream.pipe(shareChat(), accumulate());
    default:
      return runTools(client.chat.completions, request, { tools: [time] });
  }
}

describe('the prompt and the answer of one of many callers', () => {
  it.each([true, false])(
    'are not in the values and errors of other callers; stream: %s',
    async (isStream) => {
      const client = sharedClient();
      const outcomes = await lastValueFrom(
        of(...people).pipe(
          mergeMap(async (who) => {
            const all = await lastValueFrom(askFor(client, who, isStream).pipe(materialize(), toArray()));
            return { who, received: inspectEverything(all) };
          }),
          toArray(),
        ),
      );

      expect(outcomes).toHaveLength(people.length);
      for (const { who, received } of outcomes) {
        const others = people.filter((name) => name !== who);
        expect(
          others.filter(
            (other) => received.includes(answerTo(other)) || received.includes(promptOfUser(other)),
          ),
        ).toEqual([]);
      }
      expect(outcomes.some(({ who, received }) => received.includes(answerTo(who)))).toBe(true);
    },
  );

  it('are not in error messages, usage records, log lines or the limiter', async () => {
    const records: LogRecord[] = [];
    const entries: unknown[] = [];
    const errors: Error[] = [];
    const client = sharedClient(records);
    usageRecords(client).subscribe((entry) => entries.push(entry));
    for (const who of people) {
      const caught = catchError((error: unknown) => {
        errors.push(error as Error);
        return of(undefined);
      });
      await lastValueFrom(askFor(client, who, true).pipe(caught, toArray()));
    }
    const messages = errors.map(({ message, stack }) => `${message}${String(stack)}`).join('\n');

    expect(errors.length).toBeGreaterThan(5);
    expect(errors.every(isVeniceError)).toBe(true);
    expect(entries.length).toBeGreaterThan(people.length - 1);
    expect(`${messages}${inspectEverything([records, entries, client])}`).not.toMatch(
      /the (prompt of|answer for)/,
    );
  });
});
