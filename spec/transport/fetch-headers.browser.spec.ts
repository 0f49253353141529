import * as inPages from '../../src/transport/fetch-headers.browser.js';
import * as elsewhere from '../../src/transport/fetch-headers.js';

const stream = { accept: 'text/event-stream' };
const json = { accept: 'application/json' };

describe('the headers of fetch', () => {
  it('request a stream uncompressed, unless the caller decides otherwise', () => {
    expect(elsewhere.toFetchHeaders(stream)).toEqual({ ...stream, 'accept-encoding': 'identity' });
    expect(elsewhere.toFetchHeaders({ ...stream, 'accept-encoding': 'gzip' })).toEqual({
      ...stream,
      'accept-encoding': 'gzip',
    });
    expect(elsewhere.toFetchHeaders(json)).toEqual(json);
  });

  it('leave compression to a browser', () => {
    expect(inPages.toFetchHeaders(stream)).toEqual(stream);
  });

  it('allow no pause with `connection: close`, except in browsers, which hide this header', () => {
    expect(elsewhere.canPause(new Headers({ connection: 'keep-alive' }))).toBe(true);
    expect(elsewhere.canPause(new Headers({ connection: 'close' }))).toBe(false);
    expect(inPages.canPause()).toBe(true);
  });
});
