import { type MonoTypeOperatorFunction, type Observable, catchError, identity, map, of, toArray } from 'rxjs';
import {
  type ChatCompletionChunk,
  type ChatRequestOptions,
  type TruncatedStreamError,
  VeniceClient,
  type VeniceClientOptions,
  completedToolCalls,
  contentDeltas,
  retryOnApiError,
  toCompletion,
  toContent,
  toObject,
} from 'venice-rx';
import { chunk, cut, finish, inVirtualTime, scriptedTransport, toolCall } from 'venice-rx/testing';
import { z } from 'zod';

const values = {
  a: chunk('{"n":'),
  b: chunk('1}'),
  t: toolCall({ id: 'a', name: 'f', arguments: '{"x":' }),
  u: toolCall({ id: 'a', arguments: '1}' }),
  f: finish('tool_calls'),
  x: cut(),
};
const broken = { marbles: 'a-x', values };
const whole = { marbles: 'a-b|', values };
const retrying = <T>(config: Parameters<typeof retryOnApiError>[0] = {}): MonoTypeOperatorFunction<T> =>
  retryOnApiError({ jitter: () => 0, ...config } as object);

/** Runs one chat. Returns its values, with the fields of its error as the last one, and the number of requests sent. */
function runChat(
  replies: readonly { marbles: string; values: typeof values }[],
  read: (answer: Observable<ChatCompletionChunk>) => Observable<unknown>,
  clientOptions: VeniceClientOptions = {},
  options: ChatRequestOptions = {},
): { readonly received: unknown[]; readonly sent: number } {
  const transport = scriptedTransport(...replies);
  let received: unknown[] = [];
  inVirtualTime(({ flush }) => {
    const client = new VeniceClient({
      baseURL: 'http://test',
      circuitBreaker: false,
      transport,
      ...clientOptions,
    });
    const messages = [{ role: 'user', content: 'Hi' }] as const;
    const answer = client.chat.completions.create({ model: 'm', messages, stream: true }, options);
    read(answer)
      .pipe(
        catchError((error: unknown) => {
          const { name, partial, attempts, retriesExhausted } = error as TruncatedStreamError;
          return of({ name, partial: partial?.choices[0]?.message.content, attempts, retriesExhausted });
        }),
        toArray(),
      )
      .subscribe((all) => (received = all));
    flush();
  });
  return { received, sent: transport.requests.length };
}

describe('a retry before a reader of whole answers', () => {
  it.each<[string, (answer: Observable<ChatCompletionChunk>) => Observable<unknown>, unknown]>([
    ['toContent', (answer) => answer.pipe(retrying(), toContent()), '{"n":1}'],
    [
      'toCompletion',
      (answer) =>
        answer.pipe(
          retrying(),
          toCompletion(),
          map(({ choices }) => choices[0]?.message.content),
        ),
      '{"n":1}',
    ],
    ['toObject', (answer) => answer.pipe(retrying(), toObject(z.object({ n: z.number() }))), { n: 1 }],
  ])('restarts an answer that breaks off: %s', (_name, read, expected) => {
    expect(runChat([broken, broken, whole], read)).toEqual({ received: [expected], sent: 3 });
  });

  it('restarts tool calls that break off', () => {
    const replies = [
      { marbles: 't-x', values },
      { marbles: 't-u-f|', values },
    ];
    const read = (answer: Observable<ChatCompletionChunk>): Observable<unknown> =>
      answer.pipe(
        retrying(),
        completedToolCalls(),
        map(({ function: called }) => called.arguments),
      );

    expect(runChat(replies, read)).toEqual({ received: ['{"x":1}'], sent: 2 });
  });

  it.each<[string, VeniceClientOptions, ChatRequestOptions]>([
    ['client', { retry: retrying() }, {}],
    ['request', {}, { retry: retrying() }],
  ])(
    'restarts with the option `retry` of the %s, unless chunks have been shown',
    (_name, clientOptions, options) => {
      const read = (answer: Observable<ChatCompletionChunk>): Observable<unknown> => answer.pipe(toContent());

      expect(runChat([broken, whole], read, clientOptions, options)).toEqual({
        received: ['{"n":1}'],
        sent: 2,
      });
      const shown = runChat(
        [broken, whole],
        (answer) => answer.pipe(contentDeltas()),
        clientOptions,
        options,
      );
      expect(shown).toMatchObject({ received: ['{"n":', { name: 'TruncatedStreamError' }], sent: 1 });
    },
  );

  it('fails with the answer so far as `partial` when the retries are used up', () => {
    expect(
      runChat([broken, broken], (answer) => answer.pipe(retrying({ maxRetries: 1 }), toContent())),
    ).toEqual({
      received: [{ name: 'TruncatedStreamError', partial: '{"n":', attempts: 2, retriesExhausted: true }],
      sent: 2,
    });
  });

  it.each<
    [string, MonoTypeOperatorFunction<ChatCompletionChunk>, MonoTypeOperatorFunction<ChatCompletionChunk>]
  >([
    ['an operator between them may have shown chunks', retrying(), map((value) => value)],
    ['`afterFirstToken` is set', retrying({ afterFirstToken: 'fail' }), identity],
  ])('does not restart if %s', (_name, retry, between) => {
    const { received, sent } = runChat([broken, whole], (answer) => answer.pipe(retry, between, toContent()));

    expect(received).toMatchObject([{ name: 'TruncatedStreamError', partial: '{"n":' }]);
    expect(sent).toBe(1);
  });
});
