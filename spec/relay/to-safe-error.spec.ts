import {
  APITimeoutError,
  ClientClosedError,
  CircuitOpenError,
  LimitExceededError,
  MalformedChunkError,
  RequestError,
  SpendingLimitError,
} from 'venice-rx';
import { toErrorResponse, toSafeError } from 'venice-rx/relay';
import { apiError } from 'venice-rx/testing';
import { answer, head, readAll } from '../response/answers.js';

const message = 'host 10.1.2.3';

describe('toSafeError', () => {
  it.each<[unknown, object]>([
    [
      new RequestError({ message: 'model: name one', path: 'model', remedy: 'name one' }),
      { status: 400, message: 'model: name one' },
    ],
    [new APITimeoutError({ message, phase: 'idle', limit: 1 }), { status: 504, code: 'request_timeout' }],
    [new ClientClosedError({ message }), { status: 503, code: 'model_offline' }],
    [
      new CircuitOpenError({ message, model: 'm', failures: 9, retryAfter: 5000 }),
      { status: 503, retryAfter: 5000 },
    ],
    [
      new LimitExceededError({ message, kind: 'queue', limit: 1 }),
      { status: 429, code: 'rate_limit_exceeded' },
    ],
    [new LimitExceededError({ message, kind: 'slow-sink', limit: 1 }), { status: 500, code: 'server_error' }],
    [new SpendingLimitError({ message, limit: 1 }), { status: 500, message: 'The relay has failed.' }],
    [
      apiError(400, { message, code: 'TOO_MANY_TOKENS' }),
      { status: 400, code: 'context_length_exceeded', message: 'The chat is too long for the model.' },
    ],
    [new MalformedChunkError({ message, data: message }), { status: 502, code: 'upstream_error' }],
    [new Error(message), { status: 500, code: 'server_error' }],
    [undefined, { status: 500, code: 'server_error' }],
  ])('%#: converts %s to a safe status, code and message', (error, wire) => {
    expect(toSafeError(error)).toMatchObject(wire);
    expect(JSON.stringify(toSafeError(error))).not.toContain(message);
  });

  it.each([
    [400, 400],
    [401, 502],
    [402, 502],
    [403, 502],
    [404, 404],
    [409, 502],
    [410, 404],
    [413, 413],
    [415, 400],
    [422, 422],
    [429, 503],
    [500, 502],
    [503, 503],
    [504, 504],
  ])('converts a %i of Venice to a %i, before and inside a stream', (status, safe) => {
    for (const inBand of [false, true]) {
      const error = apiError(status, { message, inBand, retryAfter: 7000, headers: { 'cf-ray': message } });

      expect(toSafeError(error)).toMatchObject({ status: safe, retryAfter: 7000 });
      expect(JSON.stringify(toSafeError(error))).not.toContain(message);
    }
  });

  it.each([
    [429, 503],
    ['content_filter', 422],
    ['deadline_exceeded', 504],
    ['unknown', 502],
  ])('treats the code %s of a failed choice like that of an error in the stream', (code, status) => {
    const failed = { index: 0, delta: {}, finish_reason: 'error', error: { code, message } };
    const { error } = readAll(answer(head(), [`data: ${JSON.stringify({ choices: [failed] })}\n\n`]));

    expect(toSafeError(error)).toMatchObject({ status });
  });

  it.each(['answer body', 'choices', 'depth', 'fields', 'frame', 'tool calls'] as const)(
    'returns a 502 for a limit that the server has exceeded: %s',
    (kind) => {
      expect(toSafeError(new LimitExceededError({ message, kind, limit: 1 }))).toMatchObject({
        status: 502,
        code: 'upstream_error',
      });
    },
  );

  it.each(['async iteration', 'spending', 'steps'] as const)(
    'returns a 500 for a limit of the application: %s',
    (kind) => {
      expect(toSafeError(new LimitExceededError({ message, kind, limit: 1 }))).toMatchObject({
        status: 500,
        code: 'server_error',
      });
    },
  );

  it('recognizes the errors of another copy of the package', async () => {
    let copy: typeof import('venice-rx/testing') | undefined;
    await jest.isolateModulesAsync(async () => {
      copy = await import('venice-rx/testing');
    });

    expect(toSafeError(copy!.apiError(429, { retryAfter: 7000 }))).toMatchObject({
      status: 503,
      retryAfter: 7000,
    });
    expect(toSafeError(copy!.apiError(401, { inBand: true }))).toMatchObject({ status: 502 });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])(
    'leaves out a retryAfter that is not finite: %d',
    (retryAfter) => {
      const error = new CircuitOpenError({ message, model: 'm', failures: 9, retryAfter });

      expect(toSafeError(error)).not.toHaveProperty('retryAfter');
      expect(toErrorResponse(error).headers).not.toHaveProperty('retry-after');
    },
  );

  it('returns a new object for each call', () => {
    Object.assign(toSafeError(undefined), { message });

    expect(toSafeError(undefined).message).not.toBe(message);
  });
});

describe('toErrorResponse', () => {
  it("has the safe error in Venice's format, with Retry-After in whole seconds", () => {
    const { status, headers, body } = toErrorResponse(apiError(429, { message, retryAfter: 6500 }));

    expect(status).toBe(503);
    expect(headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', 'retry-after': '7' });
    expect(JSON.parse(body)).toEqual({
      error: {
        message: 'The service is not available. Try again later.',
        type: 'server_error',
        code: 'model_offline',
        param: null,
        retry_after: 7,
      },
    });
  });

  it('has no Retry-After if the error has no retryAfter', () => {
    expect(toErrorResponse(new Error(message)).headers).not.toHaveProperty('retry-after');
  });
});
