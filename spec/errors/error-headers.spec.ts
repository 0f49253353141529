import { inspect } from 'node:util';
import { APIError, RateLimitError } from 'venice-rx';
import { apiError } from 'venice-rx/testing';
import { frameError, responseError } from './answers.js';

const balance = '4711.08';
const headers = { 'x-venice-balance-usd': balance, 'transfer-encoding': 'chunked', 'cf-ray': '8f01' };

const init = { message: 'no', code: null, body: null, headers, inBand: false };

/** Every name that a `for … in` loop, and so a framework that copies headers, would find. */
function namesIn(value: unknown): readonly string[] {
  const names: string[] = [];
  for (const name in Object(value) as object) names.push(name);
  return names;
}

describe.each([
  ['an error before a stream', responseError(429, '{"error":"no"}', headers)],
  ['an error inside a stream', frameError({ error: { message: 'no', code: 429 } }, headers)],
  ['a copy', responseError(429, '{"error":"no"}', headers).with({ attempts: 2 })],
  ['a copy of a copy', responseError(500, '', headers).with({ attempts: 2 }).with({ retryAfter: 1 })],
  ['an error created with `new`', new APIError({ ...init, status: 418 })],
  ['an error of venice-rx/testing', apiError(503, { headers })],
])('the headers of %s', (_what, error) => {
  it('can be read by name', () => {
    expect(error.header('x-venice-balance-usd')).toBe(balance);
    expect(error.header('Transfer-Encoding')).toBe('chunked');
    expect(error.header('x-other')).toBeUndefined();
  });

  it.each(['constructor', '__proto__', 'hasOwnProperty'])('do not inherit %s', (name) => {
    expect(error.header(name)).toBeUndefined();
  });

  it('cannot be copied to another response', () => {
    const { headers: copied } = error as { headers?: unknown };

    expect(namesIn(copied)).toEqual([]);
    expect(namesIn(error)).not.toContain('headers');
    expect(Object.keys(error)).not.toContain('headers');
    expect(Object.assign({}, error)).not.toHaveProperty('headers');
    for (const shown of [JSON.stringify(error), inspect(error), inspect(Object.assign({}, error))])
      expect(shown).not.toContain(balance);
  });
});

describe('the status of an error', () => {
  it.each([
    [
      'inside a stream',
      frameError({ error: { message: 'no', code: 'invalid_api_key' } }),
      'AuthenticationError',
    ],
    ['of a copy of such an error', frameError('no').with({ attempts: 2 }), 'APIError'],
    ['of a page with status 200', responseError(200, '<html></html>'), 'APIError'],
    [
      'created with `new` and `inBand`',
      new RateLimitError({ ...init, status: 429, inBand: true, reason: 'limit' }),
      'RateLimitError',
    ],
  ])('%s is absent, since a framework would copy it to its response', (_what, error, name) => {
    expect(error.name).toBe(name);
    expect(error.status).toBeUndefined();
    expect('status' in error).toBe(false);
  });

  it.each([0, 302, 400, 429, 500, 599])('is the status of the response: %i', (status) => {
    expect(responseError(status)).toHaveProperty('status', status);
    expect(responseError(status).with({ attempts: 2 })).toHaveProperty('status', status);
  });
});

it('reads the headers of an error of another copy of the package', async () => {
  let copy: typeof import('../../src/errors/from-response/get-error-headers.js') | undefined;
  await jest.isolateModulesAsync(async () => {
    copy = await import('../../src/errors/from-response/get-error-headers.js');
  });

  expect(copy!.getErrorHeaders(responseError(429, '', headers))).toEqual(headers);
  expect(copy!.getErrorHeaders(new Error('no'))).toBeUndefined();
  expect(copy!.getErrorHeaders(null)).toBeUndefined();
});
