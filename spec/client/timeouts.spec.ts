import { concat, delay, NEVER, type Observable, of } from 'rxjs';
import { type TransportEvent, type Timeouts, VeniceClient, contentDeltas } from 'venice-rx';
import { bytes, chunk, inVirtualTime, sse } from 'venice-rx/testing';
import { head, hello, scripted } from '../support/replies.js';

const request = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], stream: true } as const;
const output = sse(chunk('Hi'));
const comment = bytes(': ping\n\n');

/** Emits each event `gap` ms after the previous one, and does not complete. */
function paced(gap: number, ...events: TransportEvent[]): Observable<TransportEvent> {
  return concat(...events.map((event) => of(event).pipe(delay(gap))), NEVER);
}

/** Returns the error of a run with this response, in virtual time. */
function getError(reply: Observable<TransportEvent>, timeouts: Timeouts): unknown {
  let failure: unknown;
  inVirtualTime(({ flush }) => {
    const client = new VeniceClient({
      baseURL: 'http://localhost',
      transport: scripted(reply).transport,
      timeouts,
    });
    client.chat.completions.create(request).subscribe({ error: (error: unknown) => (failure = error) });
    flush();
  });
  return failure;
}

describe('a run', () => {
  it.each<[string, Observable<TransportEvent>, Timeouts, string, number]>([
    ['headers, if no head arrives', NEVER, {}, 'headers', 120_000],
    ['idle, if the body becomes silent', paced(1, head(), output), {}, 'idle', 60_000],
    [
      'firstToken, if only comments arrive',
      paced(1000, head(), ...Array<TransportEvent>(400).fill(comment)),
      {},
      'firstToken',
      300_000,
    ],
    [
      'outputIdle, if only comments follow an output',
      paced(1000, head(), output, ...Array<TransportEvent>(400).fill(comment)),
      {},
      'outputIdle',
      300_000,
    ],
    [
      'total, even while output arrives',
      paced(10, head(), ...Array<TransportEvent>(99).fill(output)),
      { total: 500 },
      'total',
      500,
    ],
  ])('fails with the timeout %s', (_name, reply, timeouts, phase, limit) => {
    expect(getError(reply, timeouts)).toMatchObject({ name: 'APITimeoutError', phase, limit });
  });

  it('is not affected by timeouts after its end', () => {
    inVirtualTime(({ expectObservable }) => {
      const client = new VeniceClient({
        baseURL: 'http://localhost',
        transport: scripted(hello(5)).transport,
      });

      const text = client.chat.completions.create(request).pipe(contentDeltas());

      expectObservable(text, '^ 500s !').toBe('5ms (a|)', { a: 'Hello' });
    });
  });
});
