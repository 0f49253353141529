import {
  BehaviorSubject,
  EMPTY,
  catchError,
  NEVER,
  Observable,
  concat,
  defer,
  lastValueFrom,
  of,
  throwError,
  toArray,
} from 'rxjs';
import {
  type APITimeoutError,
  type TransportRequest,
  type HttpTransport,
  type UsageRecord,
  VeniceClient,
  contentDeltas,
  retryOnApiError,
  usageRecords,
} from 'venice-rx';
import { bytes, inVirtualTime } from 'venice-rx/testing';
import { head, hello, scripted } from '../support/replies.js';

const request = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], stream: true } as const;

function createClient(transport: HttpTransport, total?: number): VeniceClient {
  return new VeniceClient({
    baseURL: 'http://localhost',
    transport,
    circuitBreaker: false,
    timeouts: { ...(total !== undefined && { total }) },
  });
}

/** What the gate of a request says by itself, when it is subscribed to. */
function getState({ gate }: TransportRequest): boolean[] {
  const states: boolean[] = [];
  gate?.subscribe((isOpen) => states.push(isOpen)).unsubscribe();
  return states;
}

describe('the gate of a chat', () => {
  it.each([
    ['open until its first value', NEVER, [true]],
    ['open when it has none', EMPTY, [true]],
    ['shut by its first value', concat(of(false), NEVER), [false]],
    ['what its last value said, when it is complete', of(true, false), [false]],
  ])('is %s', async (_name, gate, states) => {
    const { transport, requests } = scripted(hello());
    const seen: boolean[][] = [];
    const client = createClient((sent) => defer(() => (seen.push(getState(sent)), transport(sent))));
    await lastValueFrom(client.chat.completions.create(request, { gate }));

    expect(seen).toEqual([states]);
    expect(requests).toHaveLength(1);
  });

  it('is subscribed to once for a run, however often it is tried, and left at its end', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const busy = concat(of(head(503, {})), of(bytes('{"error":"busy"}')));
      const { transport } = scripted(busy, hello(5));
      const gate = cold('(tf)', { t: true, f: false });

      const text = createClient(transport)
        .chat.completions.create(request, { gate, retry: retryOnApiError({ jitter: () => 1 }) })
        .pipe(contentDeltas());

      expectObservable(text.pipe(toArray())).toBe('380ms (a|)', { a: ['Hello'] });
      expectSubscriptions(gate.subscriptions).toBe('^ 379ms !');
    });
  });

  it('does not hold up the total clock', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const client = createClient(() => NEVER, 100);
      const run = client.chat.completions.create(request, { gate: cold('f', { f: false }) });

      const phase = run.pipe(catchError((error: unknown) => of((error as APITimeoutError).phase)));

      expectObservable(phase).toBe('100ms (p|)', { p: 'total' });
    });
  });

  it('is missing in the request of a transport if the caller gives none', async () => {
    const { transport, requests } = scripted(hello());
    await lastValueFrom(createClient(transport).chat.completions.create(request));

    expect(requests[0]).not.toHaveProperty('gate');
  });

  it('is an error of the run when it fails, also in the usage log', () => {
    const fault = new Error('the sink is gone');
    const client = createClient(() => NEVER);
    const entries: UsageRecord[] = [];
    usageRecords(client).subscribe((entry) => entries.push(entry));
    let seen: unknown;
    client.chat.completions
      .create(request, { gate: throwError(() => fault) })
      .subscribe({ error: (error: unknown) => (seen = error) });

    expect(seen).toBe(fault);
    expect(entries).toMatchObject([{ outcome: 'failed' }]);
  });

  it('is left, and opened for what is left of the body, when the answer is complete', async () => {
    const gate = new BehaviorSubject(true);
    const states: boolean[] = [];
    const answer = scripted(hello()).transport;
    const transport: HttpTransport = (sent) =>
      new Observable((subscriber) => {
        sent.gate?.subscribe((isOpen) => states.push(isOpen));
        return concat(answer(sent), NEVER).subscribe(subscriber);
      });
    const chat = createClient(transport).chat.completions.create(request, { gate });
    await new Promise<void>((resolve) =>
      chat.subscribe({
        complete: () => {
          gate.next(false);
          resolve();
        },
      }),
    );

    expect(states).toEqual([true, false, true]);
    expect(gate.observed).toBe(false);
  });

  it.each([
    [true, 'true'],
    [() => NEVER, 'a function'],
    [Promise.resolve(true), 'an object'],
  ])('is refused where it is %p', (gate, received) => {
    const wrong = gate as unknown as Observable<boolean>;

    expect(() => createClient(() => NEVER).chat.completions.create(request, { gate: wrong })).toThrow(
      new TypeError(`\`gate\` must be an Observable of booleans; received ${received}`),
    );
  });
});
