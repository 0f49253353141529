import { type Observable, concat, from, of } from 'rxjs';
import {
  APIError,
  BadRequestError,
  type HttpTransport,
  InternalServerError,
  type TransportEvent,
  VeniceClient,
  fallbackTo,
  retryOnApiError,
  toContent,
} from 'venice-rx';
import { inVirtualTime } from 'venice-rx/testing';
import { answer, data, head } from '../response/answers.js';
import { inspectEverything } from './inspect-everything.js';

const messages = [{ role: 'user', content: 'Hi' }] as const;
const question = { model: 'm', messages } as const;
const message = { role: 'assistant', content: 'Half an ans' } as const;
const whole = '{"choices":[{"index":0,"message":{"content":"Hello"},"finish_reason":"stop"}]}';

/** Returns the notifications of a run without streaming, if the server responds with this body. */
function readWhole(body: string): unknown[] {
  const transport: HttpTransport = () => answer(head(), [body]);
  const client = new VeniceClient({ baseURL: 'http://test', apiKey: 'secret-key', transport });
  return getNotifications(client.chat.completions.create(question));
}

/** Returns the values and the error of a synchronous source. */
function getNotifications(source: Observable<unknown>): unknown[] {
  const all: unknown[] = [];
  source.subscribe({ next: (value) => all.push(value), error: (error: unknown) => all.push(error) });
  return all;
}

/** Returns the chunks of a chat whose attempts receive these frames, an array for each attempt, and the number of requests. */
function createStream(...streams: readonly (readonly object[])[]) {
  let requests = 0;
  const transport: HttpTransport = (): Observable<TransportEvent> => {
    const frames = [...(streams[requests++] ?? []).map((frame) => JSON.stringify(frame)), '[DONE]'];
    return concat(of(head()), from(frames.map((text) => data(`data: ${text}\n\n`))));
  };
  const client = new VeniceClient({ baseURL: 'http://test', apiKey: 'secret-key', transport });
  const chunks = client.chat.completions.create({ ...question, stream: true });
  return { chunks, requests: () => requests };
}

const failed = { choices: [{ index: 0, delta: {}, error: { code: 503, message: 'Busy.' } }] };
const hello = { choices: [{ index: 0, delta: { content: 'Hello' } }] };
const end = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };

describe('an answer without streaming that has a choice with an error', () => {
  it('fails with the error class of the code, and with the answer so far as `partial`', () => {
    const error = { code: 502, message: 'Provider disconnected' };
    const body = { choices: [{ index: 0, message, error, finish_reason: 'error' }] };
    const [failure] = readWhole(JSON.stringify(body));

    expect(failure).toBeInstanceOf(InternalServerError);
    expect(failure).toMatchObject({
      message: 'Provider disconnected (in an answer with status 200)',
      code: '502',
      inBand: true,
      isRetryable: true,
      body,
      partial: { object: 'chat.completion', choices: [{ message, finish_reason: null }] },
    });
  });

  it('also fails if only the finish reason reports the error', () => {
    const [failure] = readWhole(JSON.stringify({ choices: [{ index: 0, message, finish_reason: 'Error' }] }));

    expect(failure).toBeInstanceOf(InternalServerError);
    expect(failure).toMatchObject({ code: null, inBand: true, isRetryable: true });
  });

  it('fails if any of several choices has an error', () => {
    const choices = [
      { index: 0, message, finish_reason: 'stop' },
      { index: 1, message, error: { type: 'invalid_request_error', message: 'No.' } },
    ];

    expect(readWhole(JSON.stringify({ choices }))).toEqual([expect.any(BadRequestError)]);
  });

  it('fails with an error without the key, even if the server echoes the key', () => {
    const error = { message: 'bad key secret-key', metadata: { raw: 'secret-key' } };
    const [failure] = readWhole(JSON.stringify({ choices: [{ index: 0, message, error }] }));

    expect(failure).toBeInstanceOf(APIError);
    expect((failure as APIError).partial).toBeDefined();
    expect(inspectEverything(failure)).not.toContain('secret-key');
  });

  it('does not fail if the field `error` is null', () => {
    const body = { choices: [{ index: 0, message, error: null, finish_reason: 'stop' }] };

    expect(readWhole(JSON.stringify(body))).toMatchObject([{ choices: [{ message }] }]);
    expect(readWhole(whole)).toHaveLength(1);
  });
});

describe('a stream that has a choice with an error', () => {
  it('is retried only if the error comes before the first output', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const before = createStream([failed], [hello, end]);
      const after = createStream([hello, failed], [hello, end]);
      const partial = { choices: [{ message: { content: 'Hello' } }] };
      const retried = before.chunks.pipe(retryOnApiError({ jitter: () => 0 }), toContent());

      expectObservable(retried).toBe('500ms (a|)', { a: 'Hello' });
      const failures = getNotifications(
        after.chunks.pipe(retryOnApiError({ afterFirstToken: 'fail' }), toContent()),
      );
      flush();
      expect(failures).toMatchObject([{ name: 'ServiceUnavailableError', partial }]);
      expect([before.requests(), after.requests()]).toEqual([2, 1]);
    });
  });

  it('is replaced by the source of fallbackTo if the error comes before the first output', () => {
    const other = createStream([hello, end]).chunks;

    expect(getNotifications(createStream([failed]).chunks.pipe(fallbackTo(other), toContent()))).toEqual([
      'Hello',
    ]);
  });

  it('has the key neither in its error nor in the output of the same choice', () => {
    const choice = { index: 0, delta: { content: 'Hel' }, error: { message: 'secret-key' } };
    const values = getNotifications(createStream([{ choices: [choice] }]).chunks);

    expect(values).toHaveLength(2);
    expect(values[1]).toBeInstanceOf(APIError);
    expect(JSON.stringify([values, (values[1] as Error).message])).not.toContain('secret-key');
  });

  it('also fails after many frames with the same structure, each of which has a string as finish reason', () => {
    const frames = Array.from({ length: 600 }, (_, at) => ({
      choices: [{ index: 0, delta: { content: `${at}` }, finish_reason: at % 50 === 49 ? 'stop' : '' }],
    }));
    const values = getNotifications(
      createStream([...frames, { choices: [{ index: 0, delta: { content: 'x' }, finish_reason: 'error' }] }])
        .chunks,
    );

    expect(values).toHaveLength(602);
    expect(values.at(-1)).toBeInstanceOf(InternalServerError);
  });
});
