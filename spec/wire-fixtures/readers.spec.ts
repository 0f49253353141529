import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ToolCall } from 'venice-rx';
import { sized } from '../support/cases.js';
import { expectReaders } from './expect-readers.js';
import { readRow } from './read-row.js';
import { type Ending, getEnding, readerOutcomes, readers } from './reader-outcomes.js';
import { tables } from './tables.js';
import { toResponse } from './to-response.js';

const rows = Object.values(tables).flat();
/** The rows that need no socket, with their response. */
const cases = rows.flatMap((row) => {
  const response = toResponse(row.wire);
  return response ? [{ ...row, response }] : [];
});
/** Bytes of each piece of a body: all of them, five, or one. */
const sizes = [Infinity, 5, 1];

describe('every reader', () => {
  it.each(cases.map((row, index) => [row.name, row, index] as const))(
    'has the outcome in the table: %s',
    async (_name, { response, isInOnePiece = false, outcome }, index) => {
      const names = ((outcome.toolCalls ?? []) as readonly ToolCall[]).map((call) => call.function.name);
      const tools = [...new Set([...names, 'unused'])].filter((name) => name !== '');
      for (const size of sized([sizes[index % sizes.length]!], sizes)) {
        expectReaders(await readRow(response, { size, isInOnePiece, tools }), outcome);
      }
    },
  );

  it('has read all rows that need no socket, and every kind of ending', () => {
    const counts = new Map<Ending, number>();
    for (const { outcome } of cases) {
      const ending = getEnding(outcome);
      counts.set(ending, (counts.get(ending) ?? 0) + 1);
    }
    process.stdout.write(`Rows for every reader: ${cases.length} of ${rows.length}\n`);

    expect([...counts.keys()].sort()).toEqual(Object.keys(readerOutcomes).sort());
    // Adjust this number when you add a row.
    expect(cases).toHaveLength(209);
  });
});

describe('docs/wire-format.md', () => {
  it('has the same table', () => {
    const page = readFileSync(resolve(__dirname, '../../docs/wire-format.md'), 'utf8');
    const section = page.split(/^## /m).find((part) => part.startsWith('What each reader produces\n')) ?? '';
    const [head, , ...body] = section
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );

    expect(head).toEqual([
      'How the answer ended',
      ...readers.map((name) => (name === 'relay' ? name : `\`${name}\``)),
    ]);
    expect(body).toEqual(
      Object.entries(readerOutcomes).map(([ending, row]) => [
        ending,
        ...readers.map((reader) => row[reader]),
      ]),
    );
  });
});
