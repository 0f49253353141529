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

const answerTo = (who: string): string => `what is said to ${who}`;
const promptOfUser = (who: string): string => `what ${who} asks`;
const chunkWith = (content: string): TransportEvent =>
  sse({ ...chunk(content), id: `chatcmpl-${content.slice(-3)}` });

/** Answers who asks, each in its own way: whole, cut, refused, malformed, or not at all. */
const ways: readonly ((who: string) => Observable<TransportEvent>)[] = [
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

/** One client for all, as behind a relay. */
function sharedClient(records: LogRecord[] = []): VeniceClient {
  return new VeniceClient({
    apiKey: 'a-key-of-the-relay',
    baseURL: 'http://test',
    limits: rateLimiter({ concurrency: 3 }),
    circuitBreaker: false,
    interceptors: [logger({ write: (record) => records.push(record) })],
    transport: ({ body = '' }) => {
      const who = /what (\w+) asks/.exec(String(body))?.[1] ?? '';
      return ways[(who.codePointAt(0) ?? 0) % ways.length]?.(who) ?? of();
    },
  });
}

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

describe('what one of many asks and hears', () => {
  it.each([true, false])(
    'reaches only its own caller, in values and in errors; stream: %s',
    async (isStream) => {
      const client = sharedClient();
      const heard = await lastValueFrom(
        of(...people).pipe(
          mergeMap(async (who) => {
            const all = await lastValueFrom(askFor(client, who, isStream).pipe(materialize(), toArray()));
            return { who, said: inspectEverything(all) };
          }),
          toArray(),
        ),
      );

      expect(heard).toHaveLength(people.length);
      for (const { who, said } of heard) {
        const others = people.filter((one) => one !== who);
        expect(
          others.filter((other) => said.includes(answerTo(other)) || said.includes(promptOfUser(other))),
        ).toEqual([]);
      }
      expect(heard.some(({ who, said }) => said.includes(answerTo(who)))).toBe(true);
    },
  );

  it('is in no message of an error, no usage log, no log and no limiter', async () => {
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
      /what \w+ asks|what is said/,
    );
  });
});
