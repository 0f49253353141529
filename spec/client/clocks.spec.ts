import { concat, delay, NEVER, type Observable, of } from 'rxjs';
import { type TransportEvent, type Timeouts, VeniceClient, contentDeltas } from 'venice-rx';
import { bytes, chunk, inVirtualTime, sse } from 'venice-rx/testing';
import { head, hello, scripted } from '../support/replies.js';

const request = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], stream: true } as const;
const token = sse(chunk('Hi'));
const comment = bytes(': ping\n\n');

/** Each reply `gap` ms after the one before. */
function paced(gap: number, ...events: TransportEvent[]): Observable<TransportEvent> {
  return concat(...events.map((event) => of(event).pipe(delay(gap))), NEVER);
}

/** The error of a run over this reply, in virtual time. */
function getError(reply: Observable<TransportEvent>, timeouts: Timeouts): unknown {
  let seen: unknown;
  inVirtualTime(({ flush }) => {
    const client = new VeniceClient({
      baseURL: 'http://localhost',
      transport: scripted(reply).transport,
      timeouts,
    });
    client.chat.completions.create(request).subscribe({ error: (error: unknown) => (seen = error) });
    flush();
  });
  return seen;
}

describe('the clocks of a run', () => {
  it.each<[string, Observable<TransportEvent>, Timeouts, string, number]>([
    ['headers, when no head comes', NEVER, {}, 'headers', 120_000],
    ['idle, when the body falls silent', paced(1, head(), token), {}, 'idle', 60_000],
    [
      'firstToken, when only comments come',
      paced(1000, head(), ...Array<TransportEvent>(400).fill(comment)),
      {},
      'firstToken',
      300_000,
    ],
    [
      'outputIdle, when comments follow a token',
      paced(1000, head(), token, ...Array<TransportEvent>(400).fill(comment)),
      {},
      'outputIdle',
      300_000,
    ],
    [
      'total, however lively the run',
      paced(10, head(), ...Array<TransportEvent>(99).fill(token)),
      { total: 500 },
      'total',
      500,
    ],
  ])('fail with %s', (_name, reply, timeouts, phase, limit) => {
    expect(getError(reply, timeouts)).toMatchObject({ name: 'APITimeoutError', phase, limit });
  });

  it('leave a finished run alone', () => {
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
