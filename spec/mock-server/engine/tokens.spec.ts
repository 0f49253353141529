import fc from 'fast-check';

import { tokens } from '../../../src/mock-server/engine/tokens.js';
import { anyCodePoint } from '../../support/any-code-point.js';

describe('tokens', () => {
  it('keeps the space with the word that follows and the signs apart', () => {
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

  it('cuts long words into pieces', () => {
    expect(tokens('unforgettable')).toEqual(['unforget', 'table']);
  });

  it('makes nothing of an empty text', () => {
    expect(tokens('')).toEqual([]);
  });

  it('adds up to the text, whatever the text is', () => {
    const anyText = fc.oneof(fc.string({ unit: anyCodePoint }), fc.string({ unit: 'grapheme' }));
    fc.assert(fc.property(anyText, (text) => tokens(text).join('') === text));
  });

  it('adds up to the text with halves of characters in it', () => {
    expect(tokens('a\ud83d b').join('')).toBe('a\ud83d b');
  });
});
