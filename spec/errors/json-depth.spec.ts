import * as inBrowsers from '../../src/json/json-depth.browser.js';
import * as everywhere from '../../src/json/json-depth.js';
import { parseJson as parseInBrowsers } from '../../src/json/parse-json.browser.js';
import { parseJson as parseEverywhere } from '../../src/json/parse-json.js';

const arrays = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const objects = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

describe.each([
  ['isTooDeep', everywhere],
  ['isTooDeep of browsers', inBrowsers],
])('%s', (_name, { isTooDeep, maxDepth }) => {
  it.each([
    ['arrays', arrays],
    ['objects', objects],
    ['both', (depth: number) => `[${objects(depth - 1)}]`],
  ])('accepts 512 levels of %s, and no more', (_, nested) => {
    expect(maxDepth).toBe(512);
    expect(isTooDeep(nested(512))).toBe(false);
    expect(isTooDeep(nested(513))).toBe(true);
    expect(isTooDeep(nested(100_000))).toBe(true);
  });

  it.each([
    ['brackets in a string', JSON.stringify({ a: '[{'.repeat(1000) })],
    ['brackets after an escaped quote', JSON.stringify({ a: `"${'['.repeat(2000)}` })],
    ['brackets after a backslash', JSON.stringify({ a: `\\"${'['.repeat(2000)}\\` })],
    ['a name with brackets', JSON.stringify({ ['{'.repeat(2000)]: 1 })],
    ['many small arrays', `[${Array.from({ length: 2000 }, () => '[[]]').join(',')}]`],
    ['a string that does not end', `{"a":"${'['.repeat(2000)}`],
    ['closing brackets', ']'.repeat(3000)],
  ])('does not count the levels of %s', (_, json) => {
    expect(isTooDeep(json)).toBe(false);
  });

  it('finds levels after a string that ends with a backslash', () => {
    expect(isTooDeep(`["\\\\",${arrays(512)}]`)).toBe(true);
  });

  it('scans in linear time', () => {
    const escaped = `{"a":"${'\\"'.repeat(500_000)}${'\\\\'.repeat(500_000)}"}`;

    expect(isTooDeep(escaped)).toBe(false);
  });

  it('accepts a string of millions of escapes', () => {
    expect(isTooDeep(`{"a":"${'\\n'.repeat(8_000_000)}"}`)).toBe(false);
  });
});

describe.each([
  ['parseJson', parseEverywhere],
  ['parseJson of browsers', parseInBrowsers],
])('%s', (_name, parseJson) => {
  it('returns JSON that is nested too deeply as a string, also with a redaction', () => {
    const deep = objects(600);

    expect(parseJson(deep)).toBe(deep);
    expect(parseJson(deep, (text) => text)).toBe(deep);
    expect(parseJson(objects(512))).toEqual(JSON.parse(objects(512)));
  });

  it('reads `NaN` as null, and returns a string that is not JSON unchanged', () => {
    expect(parseJson('{"a":NaN,"b":"NaN"}')).toEqual({ a: null, b: 'NaN' });
    expect(parseJson('NaN and more')).toBe('NaN and more');
    expect(parseJson('')).toBe('');
  });
});
