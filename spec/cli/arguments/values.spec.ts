import { readChoice } from '../../../src/cli/arguments/read-choice.js';
import { readNumber } from '../../../src/cli/arguments/read-number.js';
import { getFailure } from '../get-failure.js';

const temperature = { from: 0, to: 2 };
const tokens = { from: 1, to: Infinity, isWhole: true };

describe('readNumber', () => {
  it('reads numbers in their range, and returns undefined for a missing option', () => {
    expect(readNumber('temperature', '0.5', temperature)).toBe(0.5);
    expect(readNumber('temperature', '0', temperature)).toBe(0);
    expect(readNumber('tokens', '100', tokens)).toBe(100);
    expect(readNumber('tokens', undefined, tokens)).toBeUndefined();
  });

  it.each(['', ' ', 'warm', '2.1', '-1', 'NaN', '1,5'])('rejects %j', (text) => {
    expect(getFailure(() => readNumber('temperature', text, temperature))).toMatchObject({
      message: `--temperature cannot be ${JSON.stringify(text)}`,
      remedy: 'use a number from 0 to 2',
    });
  });

  it('rejects a fraction for an integer', () => {
    expect(getFailure(() => readNumber('tokens', '1.5', tokens))).toMatchObject({
      remedy: 'use a whole number of 1 or more',
    });
  });
});

describe('readChoice', () => {
  it('accepts only one of the choices, in the same case', () => {
    expect(readChoice('web-search', 'on', ['off', 'on'])).toBe('on');
    expect(readChoice('web-search', undefined, ['off', 'on'])).toBeUndefined();
    expect(getFailure(() => readChoice('web-search', 'On', ['off', 'on']))).toMatchObject({
      message: '--web-search cannot be "On"',
      remedy: 'use one of off, on',
    });
  });
});
