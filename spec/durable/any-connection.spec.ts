import fc from 'fast-check';
import { type Observable, concatMap, from, map, of, take, timer } from 'rxjs';
import {
  type ChatCompletionChunk,
  type HttpTransport,
  VeniceClient,
  chunkFromState,
  initialCompletionState,
  reduceChunk,
  toCompletion,
} from 'venice-rx';
import { type RunFrame, RunOffsetError, followRun, memoryRunStore } from 'venice-rx/durable';
import { chunk, finish, inVirtualTime, reasoning, role, toolCall, usage } from 'venice-rx/testing';
import { cases } from '../support/cases.js';
import { createRuns, record } from './recorder.js';
import { type Fault, RunServer } from './run-server.js';

/** Chunks of an answer, each with the milliseconds before it. */
const answers = fc
  .array(
    fc.tuple(
      fc.constantFrom(0, 0, 1, 40, 3000),
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 30 }).map((text) => chunk(text)),
        fc.string({ maxLength: 10 }).map((text) => reasoning(text)),
        fc.string({ maxLength: 10 }).map((text) => toolCall({ id: 'call', name: 'look', arguments: text })),
      ),
    ),
    { maxLength: 25 },
  )
  .map((steps) => [[0, role()] as const, ...steps, [1, finish()] as const, [0, usage()] as const]);

const faults: fc.Arbitrary<readonly Fault[]> = fc.array(
  fc.oneof(
    fc.constant('no-response' as const),
    {
      weight: 4,
      arbitrary: fc.record({ bytes: fc.integer({ min: 300, max: 1500 }), isClean: fc.boolean() }),
    },
    // These connections break within their first frames.
    fc.record({ bytes: fc.integer({ min: 0, max: 60 }) }),
  ),
  { minLength: 1, maxLength: 15 },
);

/** Number of cases in which the page sent a `Last-Event-ID`. Without any, the property would prove nothing. */
let continuedCases = 0;

afterAll(() => {
  expect(continuedCases).toBeGreaterThan(cases.numRuns / 4);
});

it('emits every chunk once and in order, wherever its connections break', () => {
  fc.assert(
    fc.property(
      answers,
      faults,
      fc.constantFrom(1, 7, 500, Infinity),
      fc.constantFrom(0, 0, 1500),
      (steps, script, pieceSize, joinAt) => {
        inVirtualTime(({ flush }) => {
          const chunks = steps.map(([, value]) => value);
          const source: Observable<ChatCompletionChunk> = from(steps).pipe(
            concatMap(([delay, value]) => (delay === 0 ? of(value) : timer(delay).pipe(map(() => value)))),
          );
          const runs = createRuns(memoryRunStore(), { lease: 600_000 });
          const server = new RunServer(runs);
          server.getFault = (index) => script[index];
          server.pieceSize = pieceSize;
          const client = new VeniceClient({
            baseURL: 'http://app.example',
            apiKey: false,
            transport: server.transport,
          });
          const producer = record(runs.start('tale', { run: () => source }));
          const frames: RunFrame<ChatCompletionChunk>[] = [];
          let page: { readonly end: string | undefined } | undefined;
          timer(joinAt).subscribe(() => {
            const followed = record(followRun(client, 'tale', { observe: 'frames' }));
            followed.subscription.add(() => frames.push(...followed.values));
            page = followed;
          });
          flush();
          const completion = record(from(frames.flatMap(({ values }) => values)).pipe(toCompletion()));
          flush();

          expect(page!.end).toBe('completed');
          expect(server.maxOpen).toBe(1);
          const [first, ...others] = frames;
          expect([first!.isSnapshot, ...others.map(({ isSnapshot }) => isSnapshot)]).toEqual([
            true,
            ...others.map(() => false),
          ]);
          // Each id comes once, and the snapshot is followed by exactly the chunks that it does not contain.
          const ids = frames.filter(({ values }) => values.length > 0).map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
          const live = others.flatMap(({ values }) => values);
          const before = chunks.slice(0, chunks.length - live.length);
          expect(JSON.stringify(live)).toBe(JSON.stringify(chunks.slice(before.length)));
          expect(JSON.stringify(first!.values)).toBe(
            JSON.stringify(
              before.length === 0 ? [] : [chunkFromState(before.reduce(reduceChunk, initialCompletionState))],
            ),
          );
          expect(completion.values).toEqual(record(from(chunks).pipe(toCompletion())).values);
          expect(producer.end).toBe('completed');
          if (server.requests.some(({ headers }) => 'last-event-id' in headers)) continuedCases += 1;
        });
      },
    ),
    cases,
  );
});

it('fails if a proxy removes Last-Event-ID, and would emit values twice without the comment `from-start`', () => {
  const follow = (removes: 'both' | 'id' | 'nothing') =>
    inVirtualTime(({ flush }) => {
      const runs = createRuns(memoryRunStore(), { lease: 600_000 });
      const server = new RunServer(runs);
      // The first connection breaks after two values.
      server.getFault = (index) => (index === 0 ? { bytes: 90 } : undefined);
      if (removes !== 'nothing') server.removedHeaders = ['last-event-id'];
      const transport: HttpTransport = (request) =>
        server.transport(request).pipe(
          map((event) => {
            if (event.type !== 'data' || removes !== 'both') return event;
            const text = new TextDecoder().decode(event.bytes).replace(': from-start\n\n', '');
            return { ...event, bytes: new TextEncoder().encode(text) };
          }),
        );
      const client = new VeniceClient({ baseURL: 'http://app.example', apiKey: false, transport });
      const numbers = timer(0, 10).pipe(take(5));
      record(runs.start('tale', { run: () => numbers }));
      const page = record(followRun<number>(client, 'tale'));
      flush();
      return page;
    });

  expect(follow('nothing').values).toEqual([0, 1, 2, 3, 4]);
  expect(follow('id').failure).toBeInstanceOf(RunOffsetError);
  // Negative control: without id and comment, `followRun` cannot notice that values come again.
  expect(follow('both').values).toEqual([0, 1, 0, 1, 2, 3, 4]);
});
