import fc from 'fast-check';

import { splitIntoTokens } from '../../../src/mock-server/engine/split-into-tokens.js';
import { anyCodePoint } from '../../support/any-code-point.js';

describe('splitIntoTokens', () => {
  it('keeps a space with the following word, and separates punctuation', () => {
    expect(splitIntoTokens('A knight, "brave".\n\nOh!')).toEqual([
      'A',
      ' knight',
      ',',
      ' "',
      'brave',
      '".',
      '\n\n',
      'Oh',
      '!',
    ]);
  });

  it('splits words longer than eight characters', () => {
    expect(splitIntoTokens('unforgettable')).toEqual(['unforget', 'table']);
  });

  it('returns an empty array for an empty string', () => {
    expect(splitIntoTokens('')).toEqual([]);
  });

  it('returns tokens that add up to the string, for any string', () => {
    const anyText = fc.oneof(fc.string({ unit: anyCodePoint }), fc.string({ unit: 'grapheme' }));
    fc.assert(fc.property(anyText, (text) => splitIntoTokens(text).join('') === text));
  });

  it('returns tokens that add up to the string if it has a single surrogate', () => {
    expect(splitIntoTokens('a\ud83d b').join('')).toBe('a\ud83d b');
  });
});
