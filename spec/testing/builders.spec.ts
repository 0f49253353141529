import { VeniceClient, accumulate, contentDeltas, toCompletion, toContent } from 'venice-rx';
import {
  type ChatMarblesReply,
  apiError,
  choices,
  chunk,
  completion,
  cut,
  engineReplies,
  finish,
  inVirtualTime,
  logprobs,
  refusal,
  role,
  scriptedTransport,
  timeoutError,
  truncatedError,
} from 'venice-rx/testing';

const request = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], stream: true } as const;

describe('completion', () => {
  it('equals the result of accumulate for the same chunks', () => {
    inVirtualTime(({ chat, expectObservable }) => {
      const source = chat('-a-|', { a: 'Hi' });
      const expected = '   -a-(b|)';

      const result = source.pipe(accumulate());

      expectObservable(result).toBe(expected, { a: completion(chunk('Hi')), b: completion('Hi') });
    });
  });
});

describe('logprobs', () => {
  it('creates a chunk with tokens and their text', () => {
    const tokens = [
      { token: 'Hel', logprob: -0.1 },
      { token: 'lo', logprob: -0.2 },
    ];

    expect(logprobs(tokens, { choice: 1 }).choices).toEqual([
      { index: 1, delta: { content: 'Hello' }, finish_reason: null, logprobs: { content: tokens } },
    ]);
  });

  it('is merged by toCompletion', () => {
    inVirtualTime(({ chat, expectObservable }) => {
      const [a, b] = ['Hel', 'lo'].map((token) => logprobs([{ token, logprob: -1 }]));
      const source = chat('-a-b-|', { a: a!, b: b! });
      const expected = '   -----(c|)';

      const result = source.pipe(toCompletion());

      expectObservable(result).toBe(expected, { c: completion(a!, b!, finish()) });
    });
  });
});

describe('choices', () => {
  it('creates one chunk with the choices of several chunks', () => {
    inVirtualTime(({ chat, expectObservable }) => {
      const source = chat('-a-f-|', {
        a: choices(role(), chunk('Hi'), chunk('Ho', { choice: 1 })),
        f: choices(finish(), finish('length', { choice: 1 })),
      });
      const expected = '   -----(a|)';

      const result = source.pipe(toContent({ choice: 1 }));

      expectObservable(result).toBe(expected, { a: 'Ho' });
    });
  });
});

describe('the builders of errors', () => {
  it.each([
    ['a status', { marbles: '--#', error: apiError(404) }, apiError(404)],
    [
      'a status with message and code',
      { marbles: '--#', error: apiError(400, { message: 'Too long', code: 'context_length_exceeded' }) },
      apiError(400, { message: 'Too long', code: 'context_length_exceeded' }),
    ],
    ['a connection that breaks off', { marbles: 'rx', values: { r: role(), x: cut() } }, truncatedError()],
    ['silence before the head', { marbles: '---' }, timeoutError('headers', 5)],
  ] satisfies [string, ChatMarblesReply, Error][])(
    'create the error of the client: %s',
    (_, reply, error) => {
      inVirtualTime(({ expectObservable }) => {
        const transport = scriptedTransport(reply);
        const client = new VeniceClient({ baseURL: 'http://test', transport, timeouts: { headers: 5 } });
        const times: Record<string, string> = { rx: '-#', '---': '5ms #' };

        const result = client.chat.completions.create(request).pipe(contentDeltas());

        expectObservable(result).toBe(times[reply.marbles] ?? '--#', {}, error);
      });
    },
  );

  it('create an error to which `partial` can be added', () => {
    inVirtualTime(({ chat, expectObservable }) => {
      const source = chat('-a-x', { a: refusal('No'), x: cut() });
      const expected = '   ---#';

      const result = source.pipe(toCompletion());

      const partial = completion(refusal('No'));
      expectObservable(result).toBe(expected, {}, truncatedError().with({ partial }));
    });
  });

  it('create the error of an answer whose body ends too soon', () => {
    inVirtualTime(({ expectObservable }) => {
      const transport = scriptedTransport(engineReplies({ fault: { kind: 'cut' } }));
      const client = new VeniceClient({ baseURL: 'http://test', transport });

      const result = client.chat.completions.create({ ...request, model: 'default' }).pipe(toContent());

      expectObservable(result).toBe('#', {}, truncatedError('ended'));
    });
  });
});
