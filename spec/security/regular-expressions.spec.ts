import { secretPattern } from '../../src/request/secret-pattern.js';
import { hostileInputs } from './regular-expressions/hostile-inputs.js';
import { dynamicPatterns, sourcePatterns } from './regular-expressions/source-patterns.js';

/** Linear work for so many characters takes less than a millisecond; quadratic work takes half a second or more. */
const length = 20_000;
const bound = 120;

/** Milliseconds of the quickest of several tries, since the machine may be busy with something else. */
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

/** The input that takes the expression longer than `most` milliseconds, shortened. */
function slowInput(source: string, flags: string, size = length, most = bound): string | undefined {
  // One expression for all inputs: it is compiled once, which takes longer than most of the inputs do.
  const pattern = new RegExp(source, flags);
  for (const input of hostileInputs(source, size))
    if (quickest(pattern, input, most) > most)
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

  it('is a literal, so that it is found here, except the one for secrets', () => {
    expect(patterns.length).toBeGreaterThan(50);
    expect(dynamicPatterns()).toEqual(['request/secret-pattern.ts']);
  });

  it.each(['aaaaaaaa', '%25%25%25', '\\\\u0061', '&amp;&amp;', '====++//'])(
    'takes linear time: that for the secret %s',
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
