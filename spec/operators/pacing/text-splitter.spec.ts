import { type TextUnit, textSplitter } from '../../../src/operators/internal/pacing/text-splitter.js';

describe('textSplitter', () => {
  it.each<[TextUnit, string, string[], string]>([
    ['word', 'Hello, dear  world', ['Hello', ',', ' dear'], '  world'],
    ['word', 'I can', ['I'], ' can'],
    ['word', "I can'", ['I'], " can'"],
    ['word', "I can't ", ['I', " can't"], ' '],
    ['word', 'It is 3.', ['It', ' is'], ' 3.'],
    ['word', 'Crown 👑 \ud83d', ['Crown', ' 👑'], ' \ud83d'],
    ['word', 'x \u0600 b c ', ['x', ' \u0600 b', ' c'], ' '],
    ['grapheme', 'e\u0301a', ['e\u0301'], 'a'],
    ['grapheme', '🇩🇪🇳', ['🇩🇪'], '🇳'],
    ['grapheme', '👩\u200d\ud83d', [], '👩\u200d\ud83d'],
    ['grapheme', 'a\r', ['a'], '\r'],
    ['grapheme', '\ud83d', [], '\ud83d'],
    ['grapheme', '', [], ''],
  ])('splits by %s: "%s"', (by, text, units, tail) => {
    expect(textSplitter(by).split(text)).toEqual({ units, tail });
  });

  it('splits Japanese, which has no spaces, into words', () => {
    expect(textSplitter('word', 'ja').split('吾輩は猫である').units.slice(0, 2)).toEqual(['吾輩', 'は']);
  });

  describe('in a runtime without Intl.Segmenter', () => {
    const segmenter = Object.getOwnPropertyDescriptor(Intl, 'Segmenter')!;
    beforeAll(() => Reflect.deleteProperty(Intl, 'Segmenter'));
    afterAll(() => Object.defineProperty(Intl, 'Segmenter', segmenter));

    it.each<[TextUnit, string, string[], string]>([
      ['word', 'Hello, dear  world', ['Hello,', ' dear'], '  world'],
      ['grapheme', 'Hi 👩\u200d💻 \ud83d', ['Hi', ' 👩\u200d💻'], ' \ud83d'],
    ])('splits before white space, also by %s', (by, text, units, tail) => {
      expect(textSplitter(by).split(text)).toEqual({ units, tail });
    });

    it.each([
      ['abc', 2],
      ['ab👑', 2],
      ['ab\ud83d', 2],
      ['', 0],
    ])('finds the last code point of "%s"', (text, position) => {
      expect(textSplitter('word').lastGrapheme(text)).toBe(position);
    });
  });
});
