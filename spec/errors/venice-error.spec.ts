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
import { refused } from './answers.js';

const message = 'what happened';
const facts = { message, status: 500, code: 'c', body: { error: 'no' }, headers: { a: 'b' }, inBand: false };

const errors: readonly (readonly [string, VeniceError, boolean])[] = [
  ['APIError', new APIError(facts), true],
  ['BadRequestError', new BadRequestError(facts), false],
  ['AuthenticationError', new AuthenticationError(facts), false],
  ['PaymentRequiredError', new PaymentRequiredError(facts), false],
  ['PermissionDeniedError', new PermissionDeniedError(facts), false],
  ['NotFoundError', new NotFoundError(facts), false],
  ['ConflictError', new ConflictError(facts), false],
  ['ModelGoneError', new ModelGoneError(facts), false],
  ['UnprocessableEntityError', new UnprocessableEntityError(facts), false],
  ['RateLimitError', new RateLimitError({ ...facts, status: 429, reason: 'limit' }), true],
  ['InternalServerError', new InternalServerError(facts), true],
  ['ServiceUnavailableError', new ServiceUnavailableError(facts), true],
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

/** The properties of an error that are its own. */
function getDetails(error: VeniceError): object {
  return Object.fromEntries(Object.entries(error));
}

const partial: ChatCompletion = { id: 'c1', object: 'chat.completion', created: 1, model: 'm', choices: [] };

describe.each(errors)('%s', (name, error, isRetryable) => {
  it('is an Error of this package with a name that no minifier changes', () => {
    expect(error).toBeInstanceOf(VeniceError);
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe(name);
    expect(String(error.constructor)).toMatch(new RegExp(`["']${name}["']`));
    expect(String(error)).toBe(`${name}: ${message}`);
    expect(isVeniceError(error)).toBe(true);
  });

  it('says whether another try makes sense', () => {
    expect(error.isRetryable).toBe(isRetryable);
  });

  it('is copied with more facts, and is not changed by it', () => {
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

  it('shows its name, its message, its stack and its facts', () => {
    const shown = inspect(error);

    expect(shown.split('\n')[0]).toBe(`${name}: ${message}`);
    expect(shown).toContain('venice-error.spec.ts');
    for (const fact of Object.keys(error)) expect(shown).toContain(`${fact}: `);
  });
});

describe('APITimeoutError', () => {
  it('is not worth another try when the time of the whole run is up', () => {
    expect(new APITimeoutError({ message, phase: 'total', limit: 5 }).isRetryable).toBe(false);
    expect(new APITimeoutError({ message, phase: 'connect', limit: 5 })).toBeInstanceOf(APIConnectionError);
  });
});

describe('VeniceError', () => {
  it('keeps what caused it, out of its facts', () => {
    const cause = new Error('why');
    const error = new RequestAbortedError({ message, cause });

    expect(error.cause).toBe(cause);
    expect(Object.keys(error)).toEqual([]);
    expect(inspect(error)).toContain('[cause]: Error: why');
  });

  it('is shown as one error when it was made from an answer', () => {
    const shown = inspect(refused(404, '{"error":"no such model"}', { 'cf-ray': '8f01' }));

    expect(shown.split('\n')[0]).toBe('NotFoundError: 404 no such model');
    expect(shown).toContain("requestId: '8f01'");
    expect(shown).toContain("body: { error: 'no such model' }");
    expect(shown).not.toContain('undefined');
  });

  it('has the facts of an answer in its JSON', () => {
    expect(JSON.parse(JSON.stringify(refused(404, '{"error":"no"}')))).toEqual({
      status: 404,
      code: null,
      body: { error: 'no' },
      inBand: false,
    });
  });
});

describe('isVeniceError', () => {
  it('knows an error of another copy of the package', async () => {
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
    'does not take %p for one',
    (value) => {
      expect(isVeniceError(value)).toBe(false);
    },
  );
});
