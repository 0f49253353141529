import { readFileSync, writeFileSync } from 'node:fs';
import { readDurablePart, replaceDurablePart } from '../report/durable-part.mjs';

const file = new URL('../RESULTS.md', import.meta.url);
const columns = ['', 'library', 'measured', 'bar', '', 'note', 'load', 'day'];

/** Whether a figure is within its bar. */
export function isGood({ value, max = Infinity, min = -Infinity }) {
  return value <= max && value >= min;
}

/** A figure as cells of a table. */
export function toCells(figure, load, day = new Date().toISOString().slice(0, 10)) {
  const { name, library, value, unit, max, note = '' } = figure;
  const bar = max === undefined ? `≥ ${toText(figure.min)}` : `≤ ${toText(max)}`;
  const cells = [
    name,
    library,
    withUnit(toText(value), unit),
    withUnit(bar, unit),
    isGood(figure) ? '✓' : '✗',
  ];
  return [...cells, note, load.toFixed(1), day];
}

/** Replaces the rows that were measured. Keeps the others, unless all rows were measured (`isWhole`): then they no longer exist. */
export function writeFigures(rows, redisVersion, isWhole) {
  const page = readFileSync(file, 'utf8');
  const before = isWhole ? [] : toRows(readDurablePart(page));
  // The same name and library.
  const isSame = (one) => (other) => one[0] === other[0] && one[1] === other[1];
  const all = [
    ...before.map((row) => rows.find(isSame(row)) ?? row),
    ...rows.filter((row) => !before.some(isSame(row))),
  ];
  const part = `Redis ${redisVersion} on loopback, Node ${process.versions.node}. \`npm run bench:durable\` writes this part; "load" is the load average of the
machine at the time.

${toTable([columns, ...all])}`;
  writeFileSync(file, replaceDurablePart(page, part));
}

function toRows(part) {
  return part
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .slice(2, -2)
        .split(' | ')
        .map((cell) => cell.trim()),
    )
    .slice(2);
}

function toTable([titles, ...rows]) {
  const widths = titles.map((_, at) => Math.max(3, ...[titles, ...rows].map((cells) => cells[at].length)));
  const line = (cells) => `| ${cells.map((cell, at) => cell.padEnd(widths[at])).join(' | ')} |`;
  return [line(titles), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function withUnit(text, unit) {
  return unit === '' ? text : `${text} ${unit}`;
}

/** An integer as it is; another number with two decimals below 10, one below 100, and none above. */
function toText(value) {
  if (Number.isInteger(value)) return String(value);
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}
