import { defaultCatalogue } from 'venice-rx/mock-server';
import type { Model } from 'venice-rx';
import { modelRow } from '../../../src/cli/models/model-row.js';
import { modelTable } from '../../../src/cli/models/model-table.js';
import { wrapLine } from '../../../src/cli/terminal/wrap-line.js';

const rows = defaultCatalogue.models.map((model) => modelRow(model as unknown as Model));
const splitWords = (text: string): readonly string[] => text.split(/\s+/).sort();

describe('modelTable', () => {
  const wide = modelTable(rows, {});

  it('has one line for each model in a pipe', () => {
    expect(wide.split('\n')).toHaveLength(rows.length + 1);
    expect(modelTable(rows, { isTTY: false, columns: 40 })).toBe(wide);
  });

  it('is the same on a terminal that is wide enough, or whose width is unknown', () => {
    const width = Math.max(...wide.split('\n').map(({ length }) => length));

    expect(modelTable(rows, { isTTY: true, columns: width })).toBe(wide);
    expect(modelTable(rows, { isTTY: true, columns: 0 })).toBe(wide);
    expect(modelTable(rows, { isTTY: true })).toBe(wide);
    expect(modelTable(rows, { isTTY: true, columns: width - 1 })).not.toBe(wide);
  });

  it('fits any width, and loses no word', () => {
    for (let width = 60; width < 200; width += 1) {
      const table = modelTable(rows, { isTTY: true, columns: width });
      const words = rows.flat().filter((cell) => cell !== '-');

      expect(Math.max(...table.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(width);
      expect(splitWords(table)).toEqual(expect.arrayContaining(splitWords(words.join(' ')).slice()));
    }
  });

  it('indents wrapped lines, so that no text of a server looks like a row', () => {
    const text = 'kimi-k3 1M $0.01 $0.01 '.repeat(10);
    const row = modelRow({ id: text, model_spec: { traits: [text, text] } });
    const table = modelTable([row, row], { isTTY: true, columns: 50 });

    expect(table.split('\n').filter((line) => !line.startsWith('  '))).toHaveLength(3);
  });

  it.each([1, 2, 3, 10, 30])('fits a width of %d by wrapping within words', (width) => {
    const table = modelTable(rows, { isTTY: true, columns: width });

    expect(Math.max(...table.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(width);
    expect(table.replaceAll(/\s/g, '')).toContain('function-callingreasoning');
  });
});

describe('wrapLine', () => {
  it.each([
    ['one two', 7, ['one two']],
    ['one two', 6, ['one', '  two']],
    ['  one two three', 10, ['  one two', '    three']],
    ['abcdefghij', 4, ['abcd', 'efgh', 'ij']],
  ])('wraps %j at %d', (line, width, lines) => {
    expect(wrapLine(line, width)).toEqual(lines);
  });
});
