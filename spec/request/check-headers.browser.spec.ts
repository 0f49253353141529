import { checkHeaders, noHeaders } from '../../src/request/check-headers.browser.js';

describe('checkHeaders in browsers', () => {
  it('returns headers with lower-case names', () => {
    expect(checkHeaders({ 'X-Trace': 'a b' })).toEqual({ 'x-trace': 'a b' });
    expect(checkHeaders()).toBe(noHeaders);
  });

  it.each([
    [{ 'a b': 'x' }, '`headers["a b"]` must be a valid header; received a string'],
    [{ a: 'x\ny' }, '`headers["a"]` must be a valid header; received a string'],
    [{ a: 'ж' }, '`headers["a"]` must be a valid header; received a string'],
    [{ a: 7 }, '`headers["a"]` must be a valid header; received a number'],
    [new Headers(), '`headers` must be a plain object; received an object'],
  ])('throws a TypeError for %j', (headers, message) => {
    expect(() => checkHeaders(headers as never)).toThrow(new TypeError(message));
  });
});
