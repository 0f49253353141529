import { FormData as UndiciFormData } from 'undici';
import { VeniceClient, concatMapEager, logger, pace, retryOnApiError, runTools, shareChat } from 'venice-rx';
import { EMPTY } from 'rxjs';
import { closestName } from '../../src/options/closest-name.js';
import { invalidOption, invalidWord } from '../../src/options/invalid-option.js';
import { type OptionRules, checkOptions } from '../../src/options/check-options.js';
import { aFunction, aWord, anything, required } from '../../src/options/option-rules.js';
import { unknownOption } from '../../src/options/unknown-option.browser.js';

describe('an invalid value', () => {
  it.each<[() => unknown, string]>([
    [
      () => new VeniceClient({ timeouts: { idle: -1 } }),
      '`timeouts.idle` must be a positive number of milliseconds or Infinity; received -1',
    ],
    [() => new VeniceClient({ baseURL: 5 as never }), '`baseURL` must be a string; received 5'],
    [
      () => new VeniceClient({ apiKey: 5 as never }),
      '`apiKey` must be a string, a function or false; received a number',
    ],
    [
      () => new VeniceClient({ headers: { 'x-api-key': 1234567890 as never } }),
      '`headers["x-api-key"]` must be Latin-1 text without line breaks; received a number',
    ],
    [
      () => new VeniceClient({ limits: false as never }),
      '`limits` must be the result of rateLimiter(), or an array of such results; received false',
    ],
    [
      () => new VeniceClient({ requestInterceptors: [undefined as never] }),
      '`requestInterceptors` must be an array of functions; received an array',
    ],
    [
      () => new VeniceClient().request({ path: '/x', body: 'text' as never }),
      '`body` must be a plain object or an instance of the global FormData; received a string',
    ],
    [
      () => new VeniceClient().request({ path: '/x', body: new Blob(['audio']) }),
      '`body` must be a plain object or an instance of the global FormData; received an object',
    ],
    [
      () => new VeniceClient().request({ path: '/x', body: new UndiciFormData() }),
      '`body` must be a plain object or an instance of the global FormData; received an object',
    ],
    [
      () => new VeniceClient().models.list({ signal: {} as never }),
      '`signal` must be an AbortSignal; received an object',
    ],
    [() => logger({ write: null as never }), '`write` must be a function; received null'],
    [() => pace({ by: 'line' as never }), "`by` must be 'word' or 'grapheme'; received 'line'"],
    [
      () => pace({ maxLag: Infinity }),
      '`maxLag` must be a finite number of milliseconds of 0 or more; received Infinity',
    ],
    [() => pace({ locale: 'not a tag' }), '`locale` must be a BCP 47 language tag; received a string'],
    [
      () => shareChat({ keepAlive: '5' as never }),
      '`keepAlive` must be a number of 0 or more; received a string',
    ],
    [() => retryOnApiError({ maxWait: Number.NaN }), '`maxWait` must be a number of 0 or more; received NaN'],
    [
      () => concatMapEager(() => EMPTY, { concurrency: true as never }),
      '`concurrency` must be a number of 1 or more; received true',
    ],
    [
      () => runTools(() => EMPTY, { model: 'a', messages: [] }, {} as never),
      '`tools` must be an array of results of tool(); received undefined',
    ],
  ])('fails with its path, the expected and the received value: case %#', (call, message) => {
    expect(call).toThrow(new TypeError(message));
  });

  it.each<[unknown, string]>([
    ['a prompt', 'a string'],
    ['sk-0123456789abcdefghij', 'a string'],
    [{ text: 'secret' }, 'an object'],
    [['secret'], 'an array'],
    [() => 'secret', 'a function'],
    [Symbol('secret'), 'a symbol'],
    [5n, 'a bigint'],
  ])('shows only the type of %p', (value, type) => {
    const message = `\`a\` must be 'one' or 'two'; received ${type}`;

    expect(invalidWord('a', "'one' or 'two'", value).message).toBe(message);
    expect(invalidOption('a', 'a number', value).message).toBe(`\`a\` must be a number; received ${type}`);
  });

  it('shows a string only if one of a few words is expected', () => {
    expect(invalidWord('a', "'one' or 'two'", 'three').message).toContain("received 'three'");
    expect(invalidOption('a', "'one' or a function", 'three').message).toContain('received a string');
  });

  it.each([[{ a: aWord('one', 'two') }], [{ a: required(aWord('one', 'two')) }]])(
    'shows an invalid word, of an optional and a required option: case %#',
    (rules) => {
      expect(() => {
        checkOptions({ a: 'three' }, rules);
      }).toThrow(new TypeError("`a` must be 'one' or 'two'; received 'three'"));
    },
  );
});

describe('the closest name', () => {
  const names = ['by', 'usd', 'baseURL', 'timeouts', 'maxRetries', 'headers'];

  it.each([
    ['baseUrl', 'baseURL'],
    ['BASEURL', 'baseURL'],
    ['timeout', 'timeouts'],
    ['tiemouts', 'timeouts'],
    ['tiemuots', 'timeouts'],
    ['header', 'headers'],
    ['maxRetrys', 'maxRetries'],
    ['maxxretry', undefined],
    ['yb', 'by'],
    ['eur', undefined],
    ['', undefined],
  ])('of %j is %j', (word, expected) => {
    expect(closestName(word, names)).toBe(expected);
  });

  it('of a word with 100,000 letters is undefined', () => {
    expect(closestName('x'.repeat(100_000), names)).toBeUndefined();
  });

  it('prefers the name with fewer edits', () => {
    expect(closestName('maxWeit', ['maxWell', 'maxWait'])).toBe('maxWait');
  });
});

it('lists the known names in browsers, without the closest one', () => {
  expect(unknownOption('idel', ['connect', 'idle'], 'timeouts.')).toEqual(
    new TypeError('unknown option `timeouts.idel`; known options: connect, idle'),
  );
});

it('does not compile if the rules lack an option, or have another one', () => {
  type Options = { readonly a?: string } | { readonly b?: () => void };
  const complete: OptionRules<Options> = { a: anything, b: aFunction };
  // @ts-expect-error: `b` is missing
  const short: OptionRules<Options> = { a: anything };
  // @ts-expect-error: `c` is not an option
  const long: OptionRules<Options> = { a: anything, b: aFunction, c: anything };

  expect([complete, short, long].map((rules) => Object.keys(rules).length)).toEqual([2, 1, 3]);
});
