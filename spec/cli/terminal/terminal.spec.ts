import { columns } from '../../../src/cli/terminal/columns.js';
import { stripControlCharacters } from '../../../src/cli/terminal/strip-control-characters.js';
import { jsonText } from '../../../src/cli/terminal/json-text.js';
import { painterFor } from '../../../src/cli/terminal/painter-for.js';

describe('painterFor', () => {
  it.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { TERM: 'dumb' }, false],
    [false, { FORCE_COLOR: '1' }, true],
    [true, { FORCE_COLOR: '0' }, false],
    [true, { FORCE_COLOR: 'false' }, false],
    [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  ])('with isTTY %j and the environment %j uses styles: %j', (isTTY, environment, isPainted) => {
    const paint = painterFor({ isTTY }, environment);

    expect(paint('dim', 'x')).toBe(isPainted ? '\x1b[2mx\x1b[22m' : 'x');
  });
});

describe('stripControlCharacters', () => {
  it('removes control characters, but not line breaks, tabs and characters of any script', () => {
    expect(stripControlCharacters('a\x1b[31mb\x9b1m\x07\b\r\n\tc – ü 日本 👍')).toBe(
      'a[31mb1m\n\tc – ü 日本 👍',
    );
  });
});

describe('columns', () => {
  it('are as wide as their widest cell', () => {
    expect(
      columns([
        ['a', 'b', 'c'],
        ['long', '', 'end'],
      ]),
    ).toBe('a     b  c\nlong     end');
  });
});

describe('jsonText', () => {
  it('is one line in a pipe, and several lines on a terminal', () => {
    expect(jsonText({ a: 1 }, false)).toBe('{"a":1}\n');
    expect(jsonText({ a: 1 }, true)).toBe('{\n  "a": 1\n}\n');
  });

  it('escapes control characters', () => {
    const text = jsonText('\x1b[2J\x9b2J\x7f', true);

    expect(text).toBe('"\\u001b[2J\\u009b2J\\u007f"\n');
    expect(JSON.parse(text)).toBe('\x1b[2J\x9b2J\x7f');
  });
});
