import fc from 'fast-check';

import { tokens } from '../../../src/mock-server/engine/tokens.js';
import { anyCodePoint } from '../../support/any-code-point.js';

describe('tokens', () => {
  it('keeps a space with the following word, and separates punctuation', () => {
    expect(tokens('A knight, "brave".\n\nOh!')).toEqual([
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
    expect(tokens('unforgettable')).toEqual(['unforget', 'table']);
  });

  it('returns an empty array for an empty string', () => {
    expect(tokens('')).toEqual([]);
  });

  it('returns tokens that add up to any string', () => {
    const anyText = fc.oneof(fc.string({ unit: anyCodePoint }), fc.string({ unit: 'grapheme' }));
    fc.assert(fc.property(anyText, (text) => tokens(text).join('') === text));
  });

  it('returns tokens that add up to a string with single surrogates', () => {
    expect(tokens('a\ud83d b').join('')).toBe('a\ud83d b');
  });
});
