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

/** What an answer in one piece becomes, if the server sends these bodies one after the other. */
function asked(...bodies: readonly string[]): { readonly values: unknown[]; readonly requests: number } {
  let requests = 0;
  const transport: HttpTransport = () => answer(head(), [bodies[requests++] ?? '']);
  const client = new VeniceClient({ baseURL: 'http://test', apiKey: 'secret-key', transport });
  const values = received(client.chat.completions.create(question));
  return { values, requests };
}

function received(source: Observable<unknown>): unknown[] {
  const all: unknown[] = [];
  source.subscribe({ next: (value) => all.push(value), error: (error: unknown) => all.push(error) });
  return all;
}

/** The text of streams with these frames, sent one after the other. */
function streamed(...streams: readonly (readonly object[])[]) {
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

describe('an answer in one piece with a choice that reports an error', () => {
  it('fails by the code of the error, with the answer so far', () => {
    const error = { code: 502, message: 'Provider disconnected' };
    const body = { choices: [{ index: 0, message, error, finish_reason: 'error' }] };
    const [failure] = asked(JSON.stringify(body)).values;

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

  it('fails after a bare finish reason too', () => {
    const [failure] = asked(
      JSON.stringify({ choices: [{ index: 0, message, finish_reason: 'Error' }] }),
    ).values;

    expect(failure).toBeInstanceOf(InternalServerError);
    expect(failure).toMatchObject({ code: null, inBand: true, isRetryable: true });
  });

  it('fails for any of its choices', () => {
    const choices = [
      { index: 0, message, finish_reason: 'stop' },
      { index: 1, message, error: { type: 'invalid_request_error', message: 'No.' } },
    ];

    expect(asked(JSON.stringify({ choices })).values).toEqual([expect.any(BadRequestError)]);
  });

  it('has no key in its error, wherever the server echoes it', () => {
    const error = { message: 'bad key secret-key', metadata: { raw: 'secret-key' } };
    const [failure] = asked(JSON.stringify({ choices: [{ index: 0, message, error }] })).values;

    expect(failure).toBeInstanceOf(APIError);
    expect((failure as APIError).partial).toBeDefined();
    expect(inspectEverything(failure)).not.toContain('secret-key');
  });

  it('is not an error for a field that is null', () => {
    const body = { choices: [{ index: 0, message, error: null, finish_reason: 'stop' }] };

    expect(asked(JSON.stringify(body)).values).toMatchObject([{ choices: [{ message }] }]);
    expect(asked(whole).values).toHaveLength(1);
  });
});

describe('a stream with a choice that reports an error', () => {
  it('is retried before its output, and only then', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const before = streamed([failed], [hello, end]);
      const after = streamed([hello, failed], [hello, end]);
      const partial = { choices: [{ message: { content: 'Hello' } }] };
      const retried = before.chunks.pipe(retryOnApiError({ jitter: () => 0 }), toContent());

      expectObservable(retried).toBe('500ms (a|)', { a: 'Hello' });
      const failures = received(after.chunks.pipe(retryOnApiError({ afterFirstToken: 'fail' }), toContent()));
      flush();
      expect(failures).toMatchObject([{ name: 'ServiceUnavailableError', partial }]);
      expect([before.requests(), after.requests()]).toEqual([2, 1]);
    });
  });

  it('falls back to another source before its output', () => {
    const other = streamed([hello, end]).chunks;

    expect(received(streamed([failed]).chunks.pipe(fallbackTo(other), toContent()))).toEqual(['Hello']);
  });

  it('has no key in its error, nor in the output next to it', () => {
    const choice = { index: 0, delta: { content: 'Hel' }, error: { message: 'secret-key' } };
    const values = received(streamed([{ choices: [choice] }]).chunks);

    expect(values).toHaveLength(2);
    expect(values[1]).toBeInstanceOf(APIError);
    expect(JSON.stringify([values, (values[1] as Error).message])).not.toContain('secret-key');
  });

  it('fails also after many frames of one form, whose finish reason is a string on each', () => {
    const frames = Array.from({ length: 600 }, (_, at) => ({
      choices: [{ index: 0, delta: { content: `${at}` }, finish_reason: at % 50 === 49 ? 'stop' : '' }],
    }));
    const values = received(
      streamed([...frames, { choices: [{ index: 0, delta: { content: 'x' }, finish_reason: 'error' }] }])
        .chunks,
    );

    expect(values).toHaveLength(602);
    expect(values.at(-1)).toBeInstanceOf(InternalServerError);
  });
});
