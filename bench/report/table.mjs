import { ratios, compareWithBar } from '../rounds/ratios.mjs';

const marks = { holds: '✓', fails: '✗', 'within the noise': '~' };

/**
 * Turns figures into rows of tables, with the text of each cell and the ratios, and into facts, i.e. lines below the tables.
 * `failed` has the names of those whose bar fails.
 */
export function createTable(measured, day = new Date().toISOString().slice(0, 10)) {
  const rows = measured.filter(({ results }) => results !== undefined).map((row) => toRow(row, day));
  const facts = measured
    .filter(({ text }) => text !== undefined)
    .map(({ name, text, control, isGood }) => ({
      name,
      line: `- ${name}: ${text}${control ? ` (${control})` : ''}; ${day}`,
      failed: isGood ? [] : [name],
    }));
  return { rows, facts, failed: [...rows, ...facts].flatMap(({ failed }) => failed) };
}

function toRow({ section = 'answers', name, results, figure, unit, scale, bars }, day) {
  const { ratio, noise, rounds, absolute } = ratios(results, figure);
  const failed = [];
  const cells = { noise: `± ${(noise * 100).toFixed(0)} %`, rounds: String(rounds), measured: day };
  for (const [adapter, value] of Object.entries(ratio)) {
    const bar = bars[adapter];
    cells[adapter] = value.toFixed(2);
    if (bar === undefined) continue;
    const [max, text] =
      typeof bar === 'number'
        ? [bar, bar]
        : [bar.times * ratio[bar.of], `${bar.times} × ${ratio[bar.of].toFixed(2)}`];
    const result = compareWithBar(value, max, noise);
    if (result === 'fails') failed.push(`${section}: ${name}: ${adapter}`);
    cells[adapter] += ` ≤ ${text} ${marks[result]}`;
  }
  // Relative to itself the loop is 1, so its column shows its cost.
  cells['by hand'] = `${toDigits(absolute * scale)} ${unit}`;
  return { section, name, cells, ratio, failed };
}

/** Two significant digits, or all digits before the point. */
function toDigits(value) {
  return value < 10 ? value.toPrecision(2) : value.toFixed(0);
}
