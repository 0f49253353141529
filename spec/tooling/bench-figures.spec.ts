// How the bench computes its figures, and updates its page.
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

const bench = resolve(__dirname, '../../bench');

/** Evaluates an expression over the functions of the bench, which are ES modules. */
function evaluate(expression: string): unknown {
  const program = `
    import { median } from './rounds/median.mjs';
    import { ratios, compareWithBar } from './rounds/ratios.mjs';
    import { costOfCollections, splitCollections, withCollections } from './rounds/collections.mjs';
    import { compareRuns } from './report/agreement.mjs';
    import { fromMarkdown, toMarkdown } from './report/markdown.mjs';
    import { merge } from './report/merge.mjs';
    import { createTable } from './report/table.mjs';
    const figures = (numbers) => numbers.map((cpu, round) => ({ cpu, sitting: round % 3 }));
    const noise = (again, sittings) => {
      const withSittings = (numbers) => numbers.map((cpu, round) => ({ cpu, sitting: sittings[round] }));
      const results = { 'by hand': withSittings(again.map(() => 1)), 'by hand, again': withSittings(again) };
      return ratios(results, 'cpu').noise;
    };
    const row = (name, ours, bar) => ({
      name,
      results: {
        'by hand': figures([2, 2, 2]),
        'by hand, again': figures([2, 2, 2]),
        'venice-rx': figures([ours, ours, ours]),
      },
      figure: 'cpu',
      unit: 'µs',
      scale: 1,
      bars: { 'venice-rx': bar },
    });
    const toPage = (...rows) => createTable(rows, '2026-01-01');
    console.log(JSON.stringify(${expression}));
  `;
  const parameters = ['--input-type=module', '--eval', program];
  return JSON.parse(execFileSync(process.execPath, parameters, { cwd: bench, encoding: 'utf8' }));
}

it('a median is the middle number, or the mean of the middle two', () => {
  expect(evaluate('[median([3, 1, 2]), median([4, 1, 3, 2]), median([5])]')).toEqual([2, 2.5, 5]);
});

it('a ratio compares an adapter with the loop by hand round by round', () => {
  const results = `{
    'by hand': figures([1, 10, 100]),
    'by hand, again': figures([1, 10, 100]),
    'venice-rx': figures([2, 20, 50]),
  }`;

  expect(evaluate(`ratios(${results}, 'cpu')`)).toEqual({
    ratio: { 'venice-rx': 2 },
    noise: 0,
    rounds: 3,
    absolute: 10,
  });
});

it('the noise is the largest of three signs: the distance from 1, the spread of rounds, and that of sittings', () => {
  const [distance, rounds, sittings] = evaluate(`[
    noise([1.1, 1.1, 1.1, 1.1], [0, 0, 1, 1]),
    noise([0.9, 1.1, 0.9, 1.1], [0, 0, 1, 1]),
    noise([0.9, 0.9, 1, 1, 1.1, 1.1], [0, 0, 1, 1, 2, 2]),
  ]`) as [number, number, number];

  expect(distance).toBeCloseTo(0.1);
  expect(rounds).toBeCloseTo((2 * 1.25 * 1.48 * 0.1) / Math.sqrt(4));
  expect(sittings).toBeCloseTo((2 * 1.25 * 1.48 * 0.1) / Math.sqrt(3));
});

it('a bar holds or fails only outside the noise', () => {
  const verdicts = evaluate(
    '[compareWithBar(0.9, 1, 0.05), compareWithBar(0.98, 1, 0.05), compareWithBar(1.2, 1, 0.05)]',
  );

  expect(verdicts).toEqual(['holds', 'within the noise', 'fails']);
});

it('the cost of collections is relative to the same round without them', () => {
  const results = `{
    'by hand': figures([1, 2]),
    [withCollections('by hand')]: figures([2, 6]),
  }`;
  const costs = evaluate(`costOfCollections(splitCollections(${results}), 'cpu')`);

  expect(costs).toEqual({
    'by hand': [
      { cpu: 2, sitting: 0 },
      { cpu: 3, sitting: 1 },
    ],
  });
});

it('a table names the bars that fail', () => {
  expect(evaluate("toPage(row('fast', 1, 0.8), row('slow', 3, 1)).failed")).toEqual([
    'answers: slow: venice-rx',
  ]);
});

it('the figures of two runs agree within 5 %', () => {
  const agreements = evaluate(`[2.04, 2.2].map(
    (ours) => compareRuns(toPage(row('a', 2, 1)), toPage(row('a', ours, 1))).agree,
  )`);

  expect(agreements).toEqual([true, false]);
});

it('the page gets the rows that were measured again, and keeps the others', () => {
  const [cells, facts] = evaluate(`(() => {
    const fact = (name, text) => ({ name, text, isGood: true });
    const before = toPage(row('a', 1, 2), row('b', 1, 2), fact('leaks: all', '1'), fact('growth', '1'));
    const later = toPage(row('b', 3, 2), row('c', 3, 2), fact('leaks: all', '2'));
    const merged = fromMarkdown(toMarkdown(merge(fromMarkdown(toMarkdown(before)), later)));
    return [merged.rows.map(({ name, cells }) => [name, cells['venice-rx']]), merged.facts.map(({ line }) => line)];
  })()`) as [unknown, unknown];

  expect(cells).toEqual([
    ['a', '0.50 ≤ 2 ✓'],
    ['b', '1.50 ≤ 2 ✓'],
    ['c', '1.50 ≤ 2 ✓'],
  ]);
  expect(facts).toEqual(['- leaks: all: 2; 2026-01-01', '- growth: 1; 2026-01-01']);
});
