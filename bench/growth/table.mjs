/** Prints the times of each row in columns by size, and its ratio with the bar. */
export function printTable(sizes, bar, rows, unit = 'ns per chunk') {
  const titles = [unit, ...sizes.map(toLabel), `ratio (bar ${bar})`];
  const lines = rows.map(({ name, times, ratio, isGood }) => [
    name,
    ...times.map((time) => time.toFixed(0)),
    ratio === undefined ? '' : `${ratio.toFixed(2)} ${isGood ? '✓' : '✗'}`,
  ]);
  const widths = titles.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => line[column].length)),
  );
  for (const line of [titles, ...lines]) {
    const cells = line.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
    );
    console.log(cells.join('  '));
  }
}

function toLabel(size) {
  return size < 1000 ? String(size) : `${size / 1000}k`;
}
