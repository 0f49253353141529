import { type Observable, catchError, concat, map, of, toArray } from 'rxjs';
import { z } from 'zod';
import {
  type ChatCompletionChunk,
  type ChatRequestOptions,
  type StreamingChatCompletionRequest,
  type TruncatedStreamError,
  VeniceClient,
  type VeniceClientOptions,
  contentDeltas,
  retryOnApiError,
  runTools,
  toContent,
  tool,
} from 'venice-rx';
import { chunk, finish, inVirtualTime, role, sse, toolCall, usage } from 'venice-rx/testing';
import { head, scripted } from '../support/replies.js';

const request = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], stream: true } as const;
const done = sse('[DONE]');

/** A transport of a server that never sends a finish reason. */
function replies(...chunks: Parameters<typeof sse>[0][]): ReturnType<typeof scripted> {
  return scripted(of(head(), ...chunks.map((one) => sse(one)), done));
}

function createClient(
  { transport }: ReturnType<typeof scripted>,
  options: VeniceClientOptions = {},
): VeniceClient {
  return new VeniceClient({ baseURL: 'http://test', circuitBreaker: false, transport, ...options });
}

/** Returns the values of a source, and then some fields of its error. */
function getNotifications(source: Observable<unknown>): unknown[] {
  let all: unknown[] = [];
  source
    .pipe(
      catchError((error: unknown) => {
        const { name, reason, partial } = error as TruncatedStreamError;
        return [
          { name, reason, text: partial?.choices[0]?.message.content, tokens: partial?.usage?.total_tokens },
        ];
      }),
      toArray(),
    )
    .subscribe((values) => (all = values));
  return all;
}

describe('an answer that ends with [DONE], but without a finish reason', () => {
  const truncated = { name: 'TruncatedStreamError', reason: 'no-finish-reason' };

  it('fails with a TruncatedStreamError that has the answer so far', () => {
    const client = createClient(replies(role(), chunk('Hel'), usage()));
    const noChoice = createClient(replies(usage()));
    const tokens = usage().usage?.total_tokens;

    expect(getNotifications(client.chat.completions.create(request).pipe(toContent()))).toEqual([
      { ...truncated, text: 'Hel', tokens },
    ]);
    expect(getNotifications(noChoice.chat.completions.create(request).pipe(toContent()))).toEqual([
      { ...truncated, text: undefined, tokens },
    ]);
  });

  it.each<[string, VeniceClientOptions, ChatRequestOptions, boolean]>([
    ['is complete if the client requires no finish reason', { requireFinishReason: false }, {}, true],
    ['is complete if the request requires no finish reason', {}, { requireFinishReason: false }, true],
    [
      'is truncated if the request requires a finish reason',
      { requireFinishReason: false },
      { requireFinishReason: true },
      false,
    ],
  ])('%s', (_name, clientOptions, options, isComplete) => {
    const client = createClient(replies(role(), chunk('Hello')), clientOptions);
    const text = client.chat.completions.create(request, options).pipe(contentDeltas());

    expect(getNotifications(text)).toEqual(isComplete ? ['Hello'] : ['Hello', truncated]);
  });

  it('is complete if a client of withOptions requires no finish reason', () => {
    const client = createClient(replies(chunk('Hello'))).withOptions({ requireFinishReason: false });

    expect(getNotifications(client.chat.completions.create(request).pipe(toContent()))).toEqual(['Hello']);
  });

  it('throws a TypeError if `requireFinishReason` is neither true nor false', () => {
    const options = { requireFinishReason: 'no' as unknown as boolean };

    expect(() => new VeniceClient(options)).toThrow(
      '`requireFinishReason` must be true or false; received a string',
    );
    expect(() => createClient(replies()).chat.completions.create(request, options)).toThrow(
      'requireFinishReason',
    );
  });

  it.each([
    ['two retries', {}, 2],
    ['more retries', { maxRetries: 9 }, 2],
    ['no retries', { maxRetries: 0 }, 1],
  ])('is retried at most once with %s', (_name, config, sent) => {
    const server = replies(role());
    inVirtualTime(({ expectObservable, flush }) => {
      const retry = retryOnApiError({ ...config, jitter: () => 0 });
      const result = createClient(server, { retry }).chat.completions.create(request);
      const isExhausted$ = result.pipe(
        catchError((error: unknown) => of((error as TruncatedStreamError).retriesExhausted)),
      );

      expectObservable(isExhausted$).toBe(sent === 1 ? '(e|)' : '500ms (e|)', { e: true });
      flush();
    });

    expect(server.requests).toHaveLength(sent);
  });

  it('is retried once, in addition to the retries after broken connections', () => {
    const cut = of(head(), sse(role()));
    const noFinish = concat(cut, of(done));
    const server = scripted(cut, noFinish, cut, noFinish, noFinish);
    inVirtualTime(({ expectObservable, flush }) => {
      const retry = retryOnApiError({ maxRetries: 9, jitter: () => 0 });
      const result = createClient(server, { retry }).chat.completions.create(request);

      expectObservable(
        result.pipe(catchError((error: unknown) => of((error as TruncatedStreamError).attempts))),
      ).toBe('3500ms (e|)', { e: 4 });
      flush();
    });

    expect(server.requests).toHaveLength(4);
  });
});

describe('tools of an answer without a finish reason', () => {
  const whole = '{"city":"Oslo"}';

  /** Returns the inputs with which the tool ran, and the last event of the run, or fields of its error. */
  function run(args: string, options: VeniceClientOptions, requestOptions?: ChatRequestOptions): unknown[] {
    const inputs: unknown[] = [];
    const server = scripted(
      of(head(), sse(toolCall({ id: 'a', name: 'weather', arguments: args })), done),
      of(head(), sse(chunk('Fine.')), sse(finish()), done),
    );
    const { completions } = createClient(server, options).chat;
    const weather = tool({
      name: 'weather',
      description: 'Tells the weather.',
      inputSchema: z.object({ city: z.string() }),
      execute: (input) => {
        inputs.push(input);
        return 'rain';
      },
    });
    const chat = (one: StreamingChatCompletionRequest): Observable<ChatCompletionChunk> =>
      completions.create(one, requestOptions);
    const { stream: _, ...rest } = request;
    const events = runTools(requestOptions ? chat : completions, rest, { tools: [weather] }).pipe(
      map(({ type }) => type),
    );
    return [inputs, getNotifications(events).at(-1)];
  }

  it.each<[string, VeniceClientOptions, ChatRequestOptions | undefined]>([
    ['client', { requireFinishReason: false }, undefined],
    ['request', {}, { requireFinishReason: false }],
  ])(
    'run if their arguments are complete, and the option of the %s allows it',
    (_name, options, requestOptions) => {
      expect(run(whole, options, requestOptions)).toEqual([[{ city: 'Oslo' }], 'completion']);
    },
  );

  it.each(['{"city":"Os', '', '{"city":'])('do not run with the arguments %j', (args) => {
    const error = { name: 'TruncatedStreamError', reason: 'no-finish-reason' };

    expect(run(args, { requireFinishReason: false })).toMatchObject([[], error]);
  });

  it('do not run with arguments that do not match the schema; the model gets the error', () => {
    expect(run('{"town":"Oslo"}', { requireFinishReason: false })).toEqual([[], 'completion']);
  });

  it('do not run by default', () => {
    expect(run(whole, {})).toMatchObject([[], { name: 'TruncatedStreamError', reason: 'no-finish-reason' }]);
  });
});
