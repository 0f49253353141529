import { connectionError } from '../../src/transport/connection-error.browser.js';

describe('connectionError for browsers', () => {
  it('distinguishes a failure to connect from a connection that broke off', () => {
    const cause = new TypeError('network error');

    expect(connectionError('http://a.example/api', cause)).toMatchObject({
      name: 'APIConnectionError',
      message: 'no connection to http://a.example',
      cause,
      isRetryable: true,
    });
    expect(connectionError('http://a.example/api', cause, { isConnected: true }).message).toBe(
      'the connection to http://a.example broke off',
    );
  });
});
