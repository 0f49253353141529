import { type Observable, catchError, map, of, toArray } from 'rxjs';
import { type ChatCompletionChunk, VeniceClient, contentDeltas } from 'venice-rx';
import {
  bytes,
  completion,
  finish,
  head,
  inVirtualTime,
  role,
  type ScriptedTransport,
  scriptedTransport,
  toolCall,
  usage,
} from 'venice-rx/testing';

const chatRequest = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] } as const;

describe('scriptedTransport', () => {
  it('answers each request with the next reply', () => {
    inVirtualTime(({ expectObservable, expectSubscriptions }) => {
      const transport = scriptedTransport('-a-|', '--b|');
      const client = new VeniceClient({ baseURL: 'http://test', transport });
      const answer$ = client.chat.completions.create({ ...chatRequest, stream: true }).pipe(contentDeltas());

      expectObservable(answer$).toBe('       -a-|');
      expectObservable(answer$, '---^').toBe('-----b|');
      expectSubscriptions(transport.subscriptions).toBe(['^--!', '---^--!']);
    });
  });

  it('sends the same answer in one piece to a request without `stream`', () => {
    inVirtualTime(({ expectObservable }) => {
      const values = { r: role(), t: toolCall({ name: 'weather', arguments: { city: 'Oslo' } }), u: usage() };
      const transport = scriptedTransport({
        marbles: '-r-t-f-u-|',
        values: { ...values, f: finish('tool_calls') },
      });
      const client = new VeniceClient({ baseURL: 'http://test', transport });
      const expected = completion(values.r, values.t, finish('tool_calls'), values.u);

      expectObservable(client.chat.completions.create(chatRequest)).toBe('---------(a|)', { a: expected });
    });
  });

  it('records each request with its outcome and times', () => {
    const transport = scriptedTransport('-a-b-c-|');
    inVirtualTime(({ expectObservable }) => {
      const client = new VeniceClient({ apiKey: 'secret', baseURL: 'http://test', transport });
      const answer$ = client.chat.completions.create({ ...chatRequest, stream: true }).pipe(contentDeltas());

      expectObservable(answer$, '^---!').toBe('-a-b');
    });

    const [request] = transport.requests;
    expect(request).toMatchObject({ prompt: 'Hi', sentAt: 0, endedAt: 4, outcome: 'cancelled' });
    expect(request?.headers['authorization']).toBe('Bearer secret');
    expect(JSON.stringify(request)).not.toContain('secret');
    expect(() => transport.verify()).not.toThrow();
  });

  it('verify throws with the open requests', () => {
    inVirtualTime(() => {
      const transport = scriptedTransport('-a-');
      const client = new VeniceClient({ baseURL: 'http://test', transport });
      const run = client.chat.completions.create({ ...chatRequest, stream: true }).subscribe();

      expect(() => transport.verify()).toThrow(
        'open requests: 1 of 1\n  request 1: POST http://test/chat/completions, sent at 0 ms',
      );
      run.unsubscribe();
    });
  });

  it('fails a request without a reply', () => {
    inVirtualTime(({ expectObservable }) => {
      const transport = scriptedTransport();
      const client = new VeniceClient({ baseURL: 'http://test', transport });
      const missing = new Error('scriptedTransport has no reply to request 1 (replies: 0)');

      expectObservable(client.chat.completions.create(chatRequest)).toBe('#', {}, missing);
    });
  });

  it('fails a request if the function of the replies throws', () => {
    const transport = scriptedTransport(() => {
      throw new RangeError('no such prompt');
    });

    inVirtualTime(({ expectObservable }) => {
      const client = new VeniceClient({ baseURL: 'http://test', transport });

      expectObservable(client.chat.completions.create(chatRequest)).toBe(
        '#',
        {},
        new RangeError('no such prompt'),
      );
    });

    expect(transport.requests).toMatchObject([{ outcome: 'failed', endedAt: 0 }]);
    expect(transport.verify).not.toThrow();
  });

  it('sends a head in the marbles instead of the default head', () => {
    inVirtualTime(({ expectObservable }) => {
      const marbles = '(ha)-|';
      const values = { h: head({ 'x-ratelimit-remaining-requests': '3' }) };
      const client = new VeniceClient({
        baseURL: 'http://test',
        transport: scriptedTransport({ marbles, values }, { marbles, values }),
      });
      const { completions } = client.chat;

      const streamed = completions
        .create({ ...chatRequest, stream: true }, { observe: 'events' })
        .pipe(
          map((event) =>
            event.type === 'head' ? event.rateLimits.requests?.remaining : event.chunk.choices,
          ),
        );
      const whole = completions
        .create(chatRequest, { observe: 'response' })
        .pipe(map(({ rateLimits, body }) => [rateLimits.requests?.remaining, body]));

      expectObservable(streamed).toBe('(ha)-(f|)', {
        h: 3,
        a: [{ index: 0, delta: { content: 'a' }, finish_reason: null }],
        f: [{ index: 0, delta: {}, finish_reason: 'stop' }],
      });
      expectObservable(whole).toBe('-----(a|)', { a: [3, completion('a')] });
    });
  });

  it('sends bytes in the marbles as the body', () => {
    inVirtualTime(({ expectObservable }) => {
      const transport = scriptedTransport({ marbles: '-b|', values: { b: bytes('{"data":[]}') } });
      const client = new VeniceClient({ baseURL: 'http://test', transport });

      expectObservable(client.models.list()).toBe('--(a|)', { a: [] });
    });
  });

  describe('verify', () => {
    it('throws if a reply was not used', () => {
      const transport = scriptedTransport('-a|', '-b|');
      runOnce(transport);

      expect(transport.verify).toThrow('the numbers of replies (2) and of requests (1) differ');
    });

    it('throws if a request had no reply, even if its error was ignored', () => {
      const transport = scriptedTransport();
      runOnce(transport);

      expect(transport.verify).toThrow('the numbers of replies (0) and of requests (1) differ');
    });

    it('accepts any number of requests with a function', () => {
      const transport = scriptedTransport(() => '-a|');
      runOnce(transport);
      runOnce(transport);

      expect(transport.verify).not.toThrow();
    });
  });
});

function runOnce(transport: ScriptedTransport): void {
  const client = new VeniceClient({ baseURL: 'http://test', transport });
  inVirtualTime(() => {
    client.chat.completions
      .create({ ...chatRequest, stream: true })
      .pipe(
        toArray(),
        catchError((): Observable<ChatCompletionChunk[]> => of([])),
      )
      .subscribe();
  });
}
