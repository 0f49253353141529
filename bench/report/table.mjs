import { ratios, verdict } from '../rounds/ratios.mjs';

const columns = [
  'venice-rx',
  'venice-rx, accumulate',
  'venice-rx, fetch',
  'by hand, fetch',
  'naive RxJS',
  'openai',
  'openai .stream()',
  'LangChain',
  'Vercel AI',
  'bytes only',
];
const marks = { holds: '✓', fails: '✗', 'within the noise': '~' };

const titles = ['relative to the loop by hand', ...columns, 'noise', 'rounds', 'measured'];

/** What the rows say: as lines of a table, as facts by their name; and the names of those whose bar does not hold. */
export function createTable(rows) {
  const day = new Date().toISOString().slice(0, 10);
  const failed = [];
  const measured = rows.filter(({ found }) => found !== undefined);
  const lines = measured.map((row) => {
    const { ratio, noise, rounds } = ratios(row.found, row.figure);
    const cells = columns.map((adapter) => {
      if (ratio[adapter] === undefined) return '';
      const bar = row.bars[adapter];
      if (bar === undefined) return ratio[adapter].toFixed(2);
      const most = typeof bar === 'number' ? bar : bar.times * ratio[bar.of];
      const found = verdict(ratio[adapter], most, noise);
      if (found === 'fails') failed.push(`${row.name}: ${adapter}`);
      const written = typeof bar === 'number' ? bar : `${bar.times} × ${ratio[bar.of].toFixed(2)}`;
      return `${ratio[adapter].toFixed(2)} ≤ ${written} ${marks[found]}`;
    });
    return [row.name, ...cells, `± ${(noise * 100).toFixed(0)} %`, String(rounds), day];
  });
  const texts = rows.filter(({ text }) => text !== undefined);
  failed.push(...texts.filter(({ isGood }) => !isGood).map(({ name }) => name));
  const facts = texts.map(({ name, text, control }) => ({
    name,
    line: `- ${name}: ${text}${control ? ` (${control})` : ''}; ${day}`,
  }));
  return { lines, facts, failed };
}

/** The same as Markdown. */
export function toMarkdown({ lines, facts }) {
  return `${markdownTable([titles, ...lines])}\n\n${facts.map(({ line }) => line).join('\n')}`;
}

/** What such a Markdown says, with the rows of a later table in the place of those of the same name. */
export function renewed(markdown, { lines, facts }) {
  const written = markdown.split('\n');
  const rows = written.filter((line) => line.startsWith('| ')).map((line) => line.slice(2, -2).split('|'));
  const before = rows.slice(2).map((cells) => cells.map((cell) => cell.trim()));
  const factsBefore = written
    .filter((line) => line.startsWith('- '))
    .map((line) => facts.find(({ name }) => line.startsWith(`- ${name}: `)) ?? { line });
  return {
    lines: [
      ...before.map((cells) => lines.find(([name]) => name === cells[0]) ?? cells),
      ...lines.filter(([name]) => before.every((cells) => cells[0] !== name)),
    ],
    facts: [...factsBefore, ...facts.filter((fact) => !factsBefore.includes(fact))],
  };
}

function markdownTable([titles, ...lines]) {
  const widths = titles.map((title, column) =>
    Math.max(...[titles, ...lines].map((line) => line[column].length)),
  );
  const written = (line) => `| ${line.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [written(titles), rule, ...lines.map(written)].join('\n');
}
