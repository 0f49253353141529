import { connectionError } from '../../src/transport/connection-error.js';

function coded(code: string, cause?: unknown): Error {
  return Object.assign(new Error(code, { cause }), { code });
}

describe('connectionError', () => {
  it.each([
    ['the error itself', coded('ECONNREFUSED'), 'ECONNREFUSED'],
    ['what caused it', new TypeError('fetch failed', { cause: coded('ENOTFOUND') }), 'ENOTFOUND'],
    ['the innermost cause', coded('UND_ERR_SOCKET', coded('ECONNRESET')), 'ECONNRESET'],
    ['the first of many', new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]), 'ECONNREFUSED'],
  ])('finds the code of %s', (_name, cause, code) => {
    expect(connectionError('http://a.example:8080/api/v1?x=1', cause)).toMatchObject({
      name: 'APIConnectionError',
      message: `no connection to http://a.example:8080: ${code}`,
      code,
      cause,
      isRetryable: true,
    });
  });

  it('does without a code', () => {
    const error = connectionError('http://a.example/', 'gone');

    expect(error.message).toBe('no connection to http://a.example');
    expect(error).not.toHaveProperty('code');
  });

  it.each([
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'ERR_SSL_WRONG_VERSION_NUMBER',
  ])('is not worth another try after %s', (code) => {
    expect(connectionError('https://a.example/', coded(code)).isRetryable).toBe(false);
  });
});
