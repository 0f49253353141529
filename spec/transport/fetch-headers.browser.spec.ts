import * as browser from '../../src/transport/fetch-headers.browser.js';
import * as other from '../../src/transport/fetch-headers.js';

const stream = { accept: 'text/event-stream' };
const json = { accept: 'application/json' };

describe('toFetchHeaders', () => {
  it('requests a stream without compression, unless the caller sets accept-encoding', () => {
    expect(other.toFetchHeaders(stream)).toEqual({ ...stream, 'accept-encoding': 'identity' });
    expect(other.toFetchHeaders({ ...stream, 'accept-encoding': 'gzip' })).toEqual({
      ...stream,
      'accept-encoding': 'gzip',
    });
    expect(other.toFetchHeaders(json)).toEqual(json);
  });

  it('leaves compression to a browser', () => {
    expect(browser.toFetchHeaders(stream)).toEqual(stream);
  });
});

describe('canPause', () => {
  it('is false with `connection: close`, except in browsers, which hide this header', () => {
    expect(other.canPause(new Headers({ connection: 'keep-alive' }))).toBe(true);
    expect(other.canPause(new Headers({ connection: 'close' }))).toBe(false);
    expect(browser.canPause()).toBe(true);
  });
});
