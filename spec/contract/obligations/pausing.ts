import { setImmediate as nextTurn } from 'node:timers/promises';
import { BehaviorSubject, NEVER, Subject, concat, of, tap, throwError } from 'rxjs';
import { type TransportEvent, type TransportRequest, VeniceClient, toContent } from 'venice-rx';
import { LongAnswerServer } from '../long-answer-server.js';
import { places } from '../places.js';
import { question } from '../question.js';
import { Recording } from '../recording.js';
import type { OpenRoute } from '../route.js';
import { reset } from '../stop.js';
import type { TransportUnderTest } from '../transports.js';

/** Four reads of 64 KiB: more than the bytes that are emitted before a pause takes effect. */
const fewReads = 4 * 64 * 1024;

const request = (baseURL: string): TransportRequest => ({
  method: 'POST',
  url: `${baseURL}/chat/completions`,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(question),
});

/** Backpressure: a closed gate pauses reading from the socket. */
export function describePausing({ create }: TransportUnderTest): void {
  it('makes the server wait while the gate is closed, and reads everything when it opens', async () => {
    await using server = await LongAnswerServer.start();
    const transport = create();
    const gate = new BehaviorSubject(true);
    let size = 0;
    const count = tap<TransportEvent>((event) => (size += event.type === 'data' ? event.bytes.length : 0));
    const paused = new Recording(
      transport({ ...request(server.baseURL), gate }).pipe(
        count,
        tap(({ type }) => type === 'data' && size < fewReads && gate.value && gate.next(false)),
      ),
    );
    await paused.when(() => size > 0);
    const control = new Recording(transport(request(server.baseURL)));
    await control.when(() => control.end === 'complete');

    expect(size).toBeLessThan(fewReads);
    expect(server).toMatchObject({ finished: 1, open: 1 });

    size = fewReads;
    gate.next(true);
    await paused.when(() => paused.end === 'complete');
    expect(size).toBeGreaterThan(32 * 1024 * 1024);
    await transport.close();
  });

  it.each(['from its start', 'after its start'])(
    'closes a connection at once that was paused %s',
    async (moment) => {
      await using server = await LongAnswerServer.start();
      const client = new VeniceClient({ baseURL: server.baseURL, transport: create() });
      const gate = new BehaviorSubject(moment !== 'from its start');
      const recording = new Recording(client.chat.completions.create(question, { gate }));
      await server.when(() => server.open === 1);
      gate.next(false);
      const { notifications } = recording;

      recording.subscription.unsubscribe();
      await server.when(() => server.open === 0);

      expect(gate.observed).toBe(false);
      expect(recording).toMatchObject({ end: 'none yet', notifications });
      await client.close();
    },
  );

  it('fails with the error of its gate, and closes the connection', async () => {
    await using server = await LongAnswerServer.start();
    const client = new VeniceClient({ baseURL: server.baseURL, transport: create() });
    const gate = new Subject<boolean>();
    const recording = new Recording(client.chat.completions.create(question, { gate }));
    await server.when(() => server.open === 1);
    const fault = new Error('the reader is gone');

    gate.next(false);
    gate.error(fault);
    await server.when(() => server.open === 0);

    expect(recording.error).toBe(fault);
    await client.close();
  });

  it('does not pause an answer with `connection: close`, at whose end undici would throw', async () => {
    await using server = await LongAnswerServer.start(64 * 1024, { connection: 'close' });
    const client = new VeniceClient({ baseURL: server.baseURL, transport: create() });
    const gate = concat(of(false), NEVER);
    const recording = new Recording(client.chat.completions.create(question, { gate }));
    await recording.ended();

    expect(recording.end).toBe('complete');
    await client.close();
  });
}

/** Backpressure at unusual moments of an answer. */
export function describeOddPauses(open: OpenRoute): void {
  it.each([
    ['a microtask', queueMicrotask],
    ['a turn', setImmediate],
  ])('emits the whole answer if the gate closes for %s after each chunk', async (_name, later) => {
    await using route = await open();
    const gate = new BehaviorSubject(true);
    const shut = (): void => {
      gate.next(false);
      later(() => gate.next(true));
    };
    const run = route.client.chat.completions.create(question, { gate }).pipe(tap(shut), toContent());
    for (const start of [shut, () => undefined]) {
      start();
      const recording = new Recording(run);
      await recording.ended();
      expect(recording.values).toEqual(['Once upon a time there was a brave knight.']);
    }

    expect(route.proxy.requests).toBe(2);
  });

  it('reads the rest of the body if the gate closes at [DONE], and keeps the connection', async () => {
    await using route = await open();
    const gate = new BehaviorSubject(true);
    const { completions } = route.client.chat;
    const run = completions.create(question, { gate });
    for (const answers of [1, 2, 3]) {
      gate.next(true);
      const recording = new Recording(run.pipe(tap({ complete: () => gate.next(false) })));
      await recording.ended();
      expect(recording.end).toBe('complete');
      expect(route.proxy.requests).toBe(answers);
      await route.proxy.when(() => route.answersRead === answers);
      // The connection is free one turn of the event loop after the end of its answer.
      await nextTurn();
    }

    // If the connection had stayed paused, the client would have closed it, and this request would open another one.
    const later = new Recording(completions.create(question));
    await later.ended();
    expect(later.end).toBe('complete');
    expect(route.proxy.counts).toEqual({ opened: 1, open: 1, closedByClient: 0, requests: 4 });
    expect(gate.observed).toBe(false);
  });

  it('reads an answer when a chunk of another answer opens its gate', async () => {
    await using route = await open();
    const gate = new BehaviorSubject(false);
    const { completions } = route.client.chat;
    const waiting = new Recording(completions.create(question, { gate }).pipe(toContent()));
    await route.proxy.when(() => route.proxy.requests === 1);
    const opening = new Recording(completions.create(question).pipe(tap(() => gate.next(true))));
    await Promise.all([waiting.ended(), opening.ended()]);

    expect([waiting.end, opening.end]).toEqual(['complete', 'complete']);
  });

  it('fails with a TruncatedStreamError if the connection is reset while it is paused', async () => {
    await using route = await open({ stop: { place: places.chunkEnd, then: reset } });
    const gate = new BehaviorSubject(true);
    const shut = tap(() => {
      gate.next(false);
      setImmediate(() => gate.next(true));
    });
    const recording = new Recording(route.client.chat.completions.create(question, { gate }).pipe(shut));
    await recording.ended();

    expect(recording.error).toMatchObject({ name: 'TruncatedStreamError' });
  });

  it('fails and sends nothing if its gate fails synchronously', async () => {
    await using route = await open();
    const fault = new Error('no reader');
    const gate = throwError(() => fault);
    const recordings = [
      new Recording(route.client.chat.completions.create(question, { gate })),
      new Recording(route.transport({ ...route.request, gate })),
    ];
    await Promise.all(recordings.map((recording) => recording.ended()));

    expect(recordings.map(({ error }) => error)).toEqual([fault, fault]);
    expect(route.proxy.requests).toBe(0);
  });
}
