import { secretPattern } from '../../src/request/secret-pattern.js';
import { hostileInputs } from './regular-expressions/hostile-inputs.js';
import { dynamicPatterns, sourcePatterns } from './regular-expressions/source-patterns.js';

/** Length of an input. Linear work for so many characters takes less than a millisecond; quadratic work takes half a second or more. */
const length = 20_000;
/** Maximum time for an input, in milliseconds. */
const bound = 120;

/** The shortest time of several attempts in milliseconds, since the machine may be busy. Stops after an attempt of at most `enough`. */
function quickest(pattern: RegExp, input: string, enough: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 10 && best > enough; attempt += 1) {
    const start = performance.now();
    pattern.lastIndex = 0;
    input.replace(pattern, '');
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

/** The beginning and end of an input that takes longer than `maxTime` milliseconds; undefined if none does. */
function slowInput(source: string, flags: string, size = length, maxTime = bound): string | undefined {
  // Created only once, since compiling it takes longer than most inputs.
  const pattern = new RegExp(source, flags);
  for (const input of hostileInputs(source, size))
    if (quickest(pattern, input, maxTime) > maxTime)
      return `${JSON.stringify(input.slice(0, 40))} … ${JSON.stringify(input.slice(-8))}`;
  return undefined;
}

describe('a regular expression of the sources', () => {
  const patterns = sourcePatterns();

  it.each(patterns.map(({ name, source, flags }) => [name, source, flags] as const))(
    'takes linear time: %s',
    (_name, source, flags) => {
      expect(slowInput(source, flags)).toBeUndefined();
    },
  );

  it('is a literal, which these specs find, except the one for secrets', () => {
    expect(patterns.length).toBeGreaterThan(50);
    expect(dynamicPatterns()).toEqual(['request/secret-pattern.ts']);
  });

  it.each(['aaaaaaaa', '%25%25%25', '\\\\u0061', '&amp;&amp;', '====++//'])(
    'takes linear time for the secret %s',
    (secret) => {
      const { source, flags } = secretPattern([secret]);

      expect(slowInput(source, flags)).toBeUndefined();
    },
  );

  it.each([
    ['/+$', '', 5000],
    ['%.*$', '', 5000],
    ['\\P{M}\\p{M}*(?:\\u200d\\P{M}\\p{M}*)*\\u200d?$', 'u', 2000],
    ['(a+)+b', '', 20],
    ['^(?:\\w+,?)+;', '', 20],
  ])('is found if it is slow: /%s/%s, the negative control', (source, flags, size) => {
    expect(slowInput(source, flags, size, 2)).toBeDefined();
  });
});
