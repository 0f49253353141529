import { parseJson } from '../../src/json/parse-json.js';

describe('JSON with numbers that JSON does not have', () => {
  it.each<[string, unknown]>([
    ['{"a":NaN,"b":[-Infinity,Infinity],"c":"NaN"}', { a: null, b: [-Infinity, Infinity], c: 'NaN' }],
    ['{"text":"a \\" NaN \\\\","NaN":-NaN}', { text: 'a " NaN \\', NaN: null }],
    ['NaN', null],
  ])('is parsed: %s', (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  it.each(['{"a":NaN', 'NaNa', '{"a":"NaN}', 'Infinity and beyond', '{"a":nan}'])(
    'is returned unchanged if it is invalid otherwise: %s',
    (text) => {
      expect(parseJson(text)).toBe(text);
    },
  );

  it('is redacted', () => {
    expect(parseJson('{"a":"secret","b":NaN}', (text) => text.replace('secret', '***'))).toEqual({
      a: '***',
      b: null,
    });
  });

  it.each([
    ['a string that does not end', `NaN"${'\\"'.repeat(4_000_000)}`],
    ['many strings', `[NaN${',"\\\\"'.repeat(1_000_000)}`],
  ])('is returned unchanged in linear time if it has %s', (_name, text) => {
    expect(parseJson(text)).toBe(text);
  });
});
