import { inspect } from 'node:util';
import {
  APIConnectionError,
  APIError,
  APITimeoutError,
  AuthenticationError,
  BadRequestError,
  type ChatCompletion,
  ClientClosedError,
  ConflictError,
  InternalServerError,
  LimitExceededError,
  MalformedChunkError,
  ModelGoneError,
  NotFoundError,
  PaymentRequiredError,
  PermissionDeniedError,
  RateLimitError,
  RequestAbortedError,
  RequestError,
  ServiceUnavailableError,
  SpendingLimitError,
  TruncatedStreamError,
  IncompleteCompletionError,
  UnprocessableEntityError,
  VeniceError,
  isVeniceError,
} from 'venice-rx';
import { responseError } from './answers.js';

const message = 'what happened';
const init = { message, status: 500, code: 'c', body: { error: 'no' }, headers: { a: 'b' }, inBand: false };

const errors: readonly (readonly [string, VeniceError, boolean])[] = [
  ['APIError', new APIError(init), true],
  ['BadRequestError', new BadRequestError(init), false],
  ['AuthenticationError', new AuthenticationError(init), false],
  ['PaymentRequiredError', new PaymentRequiredError(init), false],
  ['PermissionDeniedError', new PermissionDeniedError(init), false],
  ['NotFoundError', new NotFoundError(init), false],
  ['ConflictError', new ConflictError(init), false],
  ['ModelGoneError', new ModelGoneError(init), false],
  ['UnprocessableEntityError', new UnprocessableEntityError(init), false],
  ['RateLimitError', new RateLimitError({ ...init, status: 429, reason: 'limit' }), true],
  ['InternalServerError', new InternalServerError(init), true],
  ['ServiceUnavailableError', new ServiceUnavailableError(init), true],
  ['APIConnectionError', new APIConnectionError({ message, code: 'ECONNRESET' }), true],
  ['APITimeoutError', new APITimeoutError({ message, phase: 'idle', limit: 5 }), true],
  ['TruncatedStreamError', new TruncatedStreamError({ message }), true],
  ['MalformedChunkError', new MalformedChunkError({ message, data: 'x' }), false],
  ['RequestError', new RequestError({ message, path: 'model', remedy: 'name one' }), false],
  ['RequestAbortedError', new RequestAbortedError({ message }), false],
  ['ClientClosedError', new ClientClosedError({ message }), false],
  ['LimitExceededError', new LimitExceededError({ message, kind: 'frame', limit: 5 }), false],
  ['SpendingLimitError', new SpendingLimitError({ message, limit: 5 }), false],
  ['IncompleteCompletionError', new IncompleteCompletionError({ message, finishReason: 'length' }), false],
];

/** The own enumerable properties of an error. */
function getDetails(error: VeniceError): object {
  return Object.fromEntries(Object.entries(error));
}

const partial: ChatCompletion = { id: 'c1', object: 'chat.completion', created: 1, model: 'm', choices: [] };

describe.each(errors)('%s', (name, error, isRetryable) => {
  it('is a VeniceError whose name is a string literal in the code of its class', () => {
    expect(error).toBeInstanceOf(VeniceError);
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe(name);
    expect(String(error.constructor)).toMatch(new RegExp(`["']${name}["']`));
    expect(String(error)).toBe(`${name}: ${message}`);
    expect(isVeniceError(error)).toBe(true);
  });

  it('has isRetryable as expected', () => {
    expect(error.isRetryable).toBe(isRetryable);
  });

  it('is copied by `with`, which adds details and does not change the original', () => {
    const before = getDetails(error);
    const copy = error.with({ partial, retryAfter: 5 });

    expect(copy).not.toBe(error);
    expect(copy.constructor).toBe(error.constructor);
    expect(copy.cause).toBe(error);
    expect(getDetails(copy)).toEqual({ ...before, partial, retryAfter: 5 });
    expect(copy).toMatchObject({ name, message, isRetryable });
    expect(getDetails(error)).toEqual(before);
    expect(error).not.toHaveProperty('cause');
  });

  it('is printed with its name, message, stack and details', () => {
    const shown = inspect(error);

    expect(shown.split('\n')[0]).toBe(`${name}: ${message}`);
    expect(shown).toContain('venice-error.spec.ts');
    for (const field of Object.keys(error)) expect(shown).toContain(`${field}: `);
  });
});

describe('APITimeoutError', () => {
  it('is not retryable after the total timeout of a run', () => {
    expect(new APITimeoutError({ message, phase: 'total', limit: 5 }).isRetryable).toBe(false);
    expect(new APITimeoutError({ message, phase: 'connect', limit: 5 })).toBeInstanceOf(APIConnectionError);
  });
});

describe('VeniceError', () => {
  it('keeps its cause in a property that is not enumerable', () => {
    const cause = new Error('why');
    const error = new RequestAbortedError({ message, cause });

    expect(error.cause).toBe(cause);
    expect(Object.keys(error)).toEqual([]);
    expect(inspect(error)).toContain('[cause]: Error: why');
  });

  it('of a response is printed with the details of the response', () => {
    const shown = inspect(responseError(404, '{"error":"no such model"}', { 'cf-ray': '8f01' }));

    expect(shown.split('\n')[0]).toBe('NotFoundError: 404 no such model');
    expect(shown).toContain("requestId: '8f01'");
    expect(shown).toContain("body: { error: 'no such model' }");
    expect(shown).not.toContain('undefined');
  });

  it('of a response has the details of the response in its JSON, without the headers', () => {
    expect(JSON.parse(JSON.stringify(responseError(404, '{"error":"no"}')))).toEqual({
      status: 404,
      code: null,
      body: { error: 'no' },
      inBand: false,
    });
  });
});

describe('isVeniceError', () => {
  it('is true for an error of another copy of the package', async () => {
    let copy: typeof import('venice-rx') | undefined;
    await jest.isolateModulesAsync(async () => {
      copy = await import('venice-rx');
    });
    const error = new copy!.RequestError({ message, path: 'model', remedy: 'name one' });

    expect(error).not.toBeInstanceOf(VeniceError);
    expect(isVeniceError(error)).toBe(true);
    expect(copy!.isVeniceError(new RequestAbortedError({ message }))).toBe(true);
  });

  it.each([null, undefined, 'text', 7, {}, new Error('no'), { name: 'APIError', isRetryable: true }])(
    'is false for %p',
    (value) => {
      expect(isVeniceError(value)).toBe(false);
    },
  );
});
