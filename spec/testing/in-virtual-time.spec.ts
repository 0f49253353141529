import { TestScheduler } from 'rxjs/testing';
import { TruncatedStreamError, VeniceClient, accumulate, contentDeltas, isVeniceError } from 'venice-rx';
import {
  apiError,
  assertSame,
  chunk,
  completion,
  cut,
  finish,
  inVirtualTime,
  reasoning,
  role,
  scriptedTransport,
  sse,
  toolCall,
  usage,
} from 'venice-rx/testing';

const question = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] } as const;

describe('a chat as marbles', () => {
  it('is a chunk for each letter, and finish_reason and [DONE] at its end', () => {
    inVirtualTime(({ chat, expectObservable, expectSubscriptions }) => {
      const source = chat('-a-b-|', { a: 'Hel', b: reasoning('Hm') });
      const sourceSubs = '  ^----!';
      const expected = '    -a-b-(f|)';

      expectObservable(source).toBe(expected, { a: chunk('Hel'), b: reasoning('Hm'), f: finish() });
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it('has no second finish_reason where it names one', () => {
    inVirtualTime(({ chat, expectObservable }) => {
      const source = chat('-a-f-|', { f: finish('length') });
      const expected = '   -a-f-|';

      expectObservable(source).toBe(expected, { a: chunk('a'), f: finish('length') });
    });
  });

  it('fails with a status before the first letter, and inside the stream after it', () => {
    inVirtualTime(({ chat, expectObservable }) => {
      const busy = apiError(429, { retryAfter: 2000 });

      expectObservable(chat('--#', {}, busy)).toBe('--#', {}, busy);
      expectObservable(chat('-a-#', {}, busy)).toBe(
        '-a-#',
        { a: chunk('a') },
        apiError(429, { retryAfter: 2000, inBand: true }),
      );
    });
  });

  it('breaks off at a cut', () => {
    inVirtualTime(({ chat, expectObservable }) => {
      const source = chat('-a-x', { x: cut() });

      expectObservable(source.pipe(contentDeltas())).toBe('-a-#', { a: 'a' }, brokenOff());
    });
  });

  it('is parsed as any answer: bytes that are no chunk are an error', () => {
    inVirtualTime(({ chat, expectObservable, flush }) => {
      let name = '';
      const source = chat('-a-x', { x: sse('{ no JSON') });

      source.subscribe({ error: (error: unknown) => (name = isVeniceError(error) ? error.name : '') });
      expectObservable(source.pipe(contentDeltas()), '^--!').toBe('-a', { a: 'a' });
      flush();

      expect(name).toBe('MalformedChunkError');
    });
  });
});

describe('a scripted transport', () => {
  it('answers a client by marbles, each request with the next', () => {
    inVirtualTime(({ expectObservable, expectSubscriptions }) => {
      const transport = scriptedTransport('-a-|', '--b|');
      const client = new VeniceClient({ baseURL: 'http://test', transport });
      const ask = client.chat.completions.create({ ...question, stream: true }).pipe(contentDeltas());

      expectObservable(ask).toBe('       -a-|');
      expectObservable(ask, '---^').toBe('-----b|');
      expectSubscriptions(transport.subscriptions).toBe(['^--!', '---^--!']);
    });
  });

  it('gives the same answer in one piece where no stream is asked for', () => {
    inVirtualTime(({ expectObservable }) => {
      const values = { r: role(), t: toolCall({ name: 'weather', arguments: { city: 'Oslo' } }), u: usage() };
      const transport = scriptedTransport({
        marbles: '-r-t-f-u-|',
        values: { ...values, f: finish('tool_calls') },
      });
      const client = new VeniceClient({ baseURL: 'http://test', transport });
      const expected = completion(values.r, values.t, finish('tool_calls'), values.u);

      expectObservable(client.chat.completions.create(question)).toBe('---------(a|)', { a: expected });
    });
  });

  it('tells what was asked, which request was cancelled, and when', () => {
    const transport = scriptedTransport('-a-b-c-|');
    inVirtualTime(({ expectObservable }) => {
      const client = new VeniceClient({ apiKey: 'secret', baseURL: 'http://test', transport });
      const ask = client.chat.completions.create({ ...question, stream: true }).pipe(contentDeltas());

      expectObservable(ask, '^---!').toBe('-a-b');
    });

    const [request] = transport.requests;
    expect(request).toMatchObject({ prompt: 'Hi', sentAt: 0, endedAt: 4, outcome: 'cancelled' });
    expect(request?.headers['authorization']).toBe('Bearer secret');
    expect(JSON.stringify(request)).not.toContain('secret');
    expect(() => transport.verify()).not.toThrow();
  });

  it('says which request is still open', () => {
    inVirtualTime(() => {
      const transport = scriptedTransport('-a-');
      const client = new VeniceClient({ baseURL: 'http://test', transport });
      const run = client.chat.completions.create({ ...question, stream: true }).subscribe();

      expect(() => transport.verify()).toThrow(
        '1 of 1 requests are open:\n  request 1: POST http://test/chat/completions, sent at 0 ms',
      );
      run.unsubscribe();
    });
  });

  it('fails a request for which it has no reply', () => {
    inVirtualTime(({ expectObservable }) => {
      const transport = scriptedTransport();
      const client = new VeniceClient({ baseURL: 'http://test', transport });
      const missing = new Error('scriptedTransport has 0 replies, and this is request 1');

      expectObservable(client.chat.completions.create(question)).toBe('#', {}, missing);
    });
  });
});

describe('assertSame', () => {
  it('tells errors apart by their fields, and says where they differ', () => {
    const test = new TestScheduler(assertSame);

    expect(() => {
      test.run(({ cold, expectObservable }) => {
        expectObservable(cold('-#', {}, apiError(429, { retryAfter: 1000 }))).toBe(
          '-#',
          {},
          apiError(429, { retryAfter: 2000 }),
        );
      });
    }).toThrow(/they differ at \[0\]\.notification\.error\.headers\.retry-after: "1" instead of "2"/);
  });

  it('shows marbles with their times', () => {
    expect(() => {
      inVirtualTime(({ chat, expectObservable }) => {
        expectObservable(chat('-a|').pipe(contentDeltas())).toBe('--a|');
      });
    }).toThrow(/actual:\n {6}1 ms {2}"a"\n {6}2 ms {2}complete\nexpected:\n {6}2 ms {2}"a"/);
  });
});

function brokenOff(): TruncatedStreamError {
  return new TruncatedStreamError({ message: 'the stream broke off before the answer was complete' });
}

describe('completion', () => {
  it('is what accumulate makes of the same chunks', () => {
    inVirtualTime(({ chat, expectObservable }) => {
      expectObservable(chat('-a-|', { a: 'Hi' }).pipe(accumulate())).toBe('-a-(b|)', {
        a: completion(chunk('Hi')),
        b: completion('Hi'),
      });
    });
  });
});
