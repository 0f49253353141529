import { columns } from '../terminal/columns.js';
import { wrapLine } from '../terminal/wrap-line.js';
import type { OutputStream } from '../cli-context.js';

const heading = ['MODEL', 'CONTEXT', 'INPUT', 'OUTPUT', 'NOTES', 'CAN'];

/** Number of columns that stay in one line on a narrow terminal: id, context and prices. */
const fixedColumns = 4;

/**
 * Formats the rows of models as a table. If a terminal is too narrow for the table, notes and capabilities are in indented lines
 * below each model, so that the terminal does not wrap lines in the middle of a word. A pipe gets one line per model.
 */
export function modelTable(
  rows: readonly (readonly string[])[],
  { isTTY = false, columns: width = 0 }: Pick<OutputStream, 'columns' | 'isTTY'>,
): string {
  const table = columns([heading, ...rows]);
  // A terminal of unknown width reports 0.
  if (!isTTY || width < 1 || table.split('\n').every((line) => line.length <= width)) return table;

  const firstLines = columns([heading, ...rows].map((row) => row.slice(0, fixedColumns))).split('\n');
  return firstLines
    .flatMap((firstLine, index) => {
      const details = (rows[index - 1] ?? []).slice(fixedColumns).filter((cell) => cell !== '-');
      return [firstLine, ...details.map((detail) => `  ${detail}`)];
    })
    .flatMap((line) => wrapLine(line, width))
    .join('\n');
}
