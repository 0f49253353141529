/** Prints nanoseconds per chunk, and the ratio of the last size to the second one. */
export function printTable(sizes, bar, rows) {
  const titles = ['ns per chunk', ...sizes.map((size) => `${size / 1000}k`), `ratio (bar ${bar})`];
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
