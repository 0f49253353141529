import { columns } from '../terminal/columns.js';
import { wrapLine } from '../terminal/wrap-line.js';
import type { OutputStream } from '../cli-context.js';

const heading = ['MODEL', 'CONTEXT', 'INPUT', 'OUTPUT', 'NOTES', 'CAN'];

/** Number of columns that are numbers or names, and too short to wrap. */
const shortColumns = 4;

/**
 * Formats the rows of models as a table. On a terminal that is too narrow for it, notes and capabilities are in indented lines
 * below each model, so that no line is wrapped in the middle of a word. A pipe gets one line per model.
 */
export function modelTable(
  rows: readonly (readonly string[])[],
  { isTTY = false, columns: width = 0 }: Pick<OutputStream, 'columns' | 'isTTY'>,
): string {
  const table = columns([heading, ...rows]);
  // A terminal of unknown width reports 0.
  if (!isTTY || width < 1 || table.split('\n').every((line) => line.length <= width)) return table;

  const heads = columns([heading, ...rows].map((row) => row.slice(0, shortColumns))).split('\n');
  return heads
    .flatMap((head, index) => {
      const details = (rows[index - 1] ?? []).slice(shortColumns).filter((cell) => cell !== '-');
      return [head, ...details.map((detail) => `  ${detail}`)];
    })
    .flatMap((line) => wrapLine(line, width))
    .join('\n');
}
