import { connectionError } from '../../src/transport/connection-error.js';

function createError(code: string, cause?: unknown): Error {
  return Object.assign(new Error(code, { cause }), { code });
}

describe('connectionError', () => {
  it.each([
    ['the error itself', createError('ECONNREFUSED'), 'ECONNREFUSED'],
    ['its cause', new TypeError('fetch failed', { cause: createError('ENOTFOUND') }), 'ENOTFOUND'],
    ['the innermost cause', createError('UND_ERR_CONNECT', createError('ETIMEDOUT')), 'ETIMEDOUT'],
    [
      'the first of several errors',
      new AggregateError([createError('ECONNREFUSED'), createError('ENETUNREACH')]),
      'ECONNREFUSED',
    ],
  ])('finds the code of %s', (_name, cause, code) => {
    expect(connectionError('http://a.example:8080/api/v1?x=1', cause)).toMatchObject({
      name: 'APIConnectionError',
      message: `no connection to http://a.example:8080: ${code}`,
      code,
      cause,
      isRetryable: true,
    });
  });

  it.each(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])('reports a connection that broke off for %s', (code) => {
    expect(
      connectionError('http://a.example/', new TypeError('x', { cause: createError(code) })).message,
    ).toBe(`the connection to http://a.example broke off: ${code}`);
  });

  it('reports a connection that broke off for any error with isConnected: true', () => {
    const message = (cause: unknown): string =>
      connectionError('http://a.example/', cause, { isConnected: true }).message;

    expect(message(createError('ETIMEDOUT'))).toBe('the connection to http://a.example broke off: ETIMEDOUT');
    expect(message(new TypeError('network error'))).toBe('the connection to http://a.example broke off');
  });

  it.each([
    [Object.assign(new Error('Expected HTTP/'), { name: 'HTTPParserError' }), 'HPE_INVALID'],
    [Object.assign(createError('HPE_INVALID_CONSTANT'), { name: 'HTTPParserError' }), 'HPE_INVALID_CONSTANT'],
  ])('reports an answer that is not valid HTTP: %s', (cause, code) => {
    expect(connectionError('http://a.example/', cause)).toMatchObject({
      message: `the answer from http://a.example is not valid HTTP: ${code}`,
      code,
      isRetryable: true,
    });
  });

  it.each([
    [403, false],
    [407, false],
    [429, true],
    [502, true],
    [503, true],
  ])('reads status %d of a proxy from the message of undici', (status, isRetryable) => {
    const refusal = `Proxy response (${status}) !== 200 when HTTP Tunneling`;
    const cause = new TypeError('x', {
      cause: Object.assign(createError('UND_ERR_ABORTED'), { message: refusal }),
    });

    expect(connectionError('https://a.example/', cause)).toMatchObject({
      message: `the proxy refused to connect to https://a.example: status ${status}`,
      code: `ERR_PROXY_${status}`,
      isRetryable,
    });
  });

  it('has no code if the cause has no code', () => {
    const error = connectionError('http://a.example/', 'gone');

    expect(error.message).toBe('no connection to http://a.example');
    expect(error).not.toHaveProperty('code');
  });

  it.each([
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'ERR_SSL_WRONG_VERSION_NUMBER',
  ])('is not retryable after %s', (code) => {
    expect(connectionError('https://a.example/', createError(code)).isRetryable).toBe(false);
  });
});
