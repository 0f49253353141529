import { PromptLines } from '../../../src/cli/chat/prompt-lines.js';

describe('PromptLines', () => {
  it('ends a prompt at the first line break', () => {
    expect(new PromptLines().add('one')).toBe('one');
  });

  it('continues after a line that ends with a backslash, which is removed', () => {
    const lines = new PromptLines();

    expect([lines.add('one\\'), lines.add('two \\'), lines.add('three'), lines.add('four')]).toEqual([
      undefined,
      undefined,
      'one\ntwo \nthree',
      'four',
    ]);
  });

  it('treats an even number of backslashes as text', () => {
    expect(new PromptLines().add('a \\\\')).toBe('a \\\\');
    expect(new PromptLines().add('a \\\\\\')).toBeUndefined();
  });

  it('keeps the lines of a paste unchanged, including backslashes', () => {
    const lines = new PromptLines();
    lines.isPasting = true;
    expect([lines.add('  make \\'), lines.add(''), lines.add('\tall')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    lines.isPasting = false;

    expect(lines.count).toBe(3);
    expect(lines.add('done')).toBe('  make \\\n\n\tall\ndone');
    expect(lines.count).toBe(0);
  });

  it('removes the line breaks at the end of a paste', () => {
    const lines = new PromptLines();
    lines.isPasting = true;
    lines.add('/exit');
    lines.add('');
    lines.isPasting = false;

    expect(lines.add('')).toBe('/exit');
  });

  it('continues the prompt by one line after Alt-Enter', () => {
    const lines = new PromptLines();
    lines.isContinued = true;

    expect([lines.add('one\\'), lines.add('two')]).toEqual([undefined, 'one\\\ntwo']);
  });

  it('discards all lines at `clear`, including an unfinished paste', () => {
    const lines = new PromptLines();
    lines.isPasting = true;
    lines.add('one');
    lines.clear();

    expect(lines.add('two')).toBe('two');
  });
});
