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

/** Returns the values that the gate of a request emits on subscription. */
function getStates({ gate }: TransportRequest): boolean[] {
  const states: boolean[] = [];
  gate?.subscribe((isOpen) => states.push(isOpen)).unsubscribe();
  return states;
}

describe('the gate of a chat', () => {
  it.each([
    ['open until its first value', NEVER, [true]],
    ['open if it completes without a value', EMPTY, [true]],
    ['closed if its first value is false', concat(of(false), NEVER), [false]],
    ['still closed after it has completed with the last value false', of(true, false), [false]],
  ])('is %s', async (_name, gate, states) => {
    const { transport, requests } = scripted(hello());
    const received: boolean[][] = [];
    const client = createClient((sent) => defer(() => (received.push(getStates(sent)), transport(sent))));
    await lastValueFrom(client.chat.completions.create(request, { gate }));

    expect(received).toEqual([states]);
    expect(requests).toHaveLength(1);
  });

  it('is subscribed to once for a run with several attempts, until the end of the run', () => {
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

  it('does not pause `timeouts.total`', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const client = createClient(() => NEVER, 100);
      const run = client.chat.completions.create(request, { gate: cold('f', { f: false }) });

      const phase = run.pipe(catchError((error: unknown) => of((error as APITimeoutError).phase)));

      expectObservable(phase).toBe('100ms (p|)', { p: 'total' });
    });
  });

  it('is missing in the request of the transport if the option is not set', async () => {
    const { transport, requests } = scripted(hello());
    await lastValueFrom(createClient(transport).chat.completions.create(request));

    expect(requests[0]).not.toHaveProperty('gate');
  });

  it('fails the run with its error, also in the usage log', () => {
    const fault = new Error('the sink is gone');
    const client = createClient(() => NEVER);
    const records: UsageRecord[] = [];
    usageRecords(client).subscribe((record) => records.push(record));
    let failure: unknown;
    client.chat.completions
      .create(request, { gate: throwError(() => fault) })
      .subscribe({ error: (error: unknown) => (failure = error) });

    expect(failure).toBe(fault);
    expect(records).toMatchObject([{ outcome: 'failed' }]);
  });

  it('is unsubscribed from, and open for the rest of the body, when the answer is complete', async () => {
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
  ])('throws a TypeError if it is %p', (gate, received) => {
    const invalid = gate as unknown as Observable<boolean>;

    expect(() => createClient(() => NEVER).chat.completions.create(request, { gate: invalid })).toThrow(
      new TypeError(`\`gate\` must be an Observable of booleans; received ${received}`),
    );
  });
});
