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

/** What the rows say as Markdown, and the names of those whose bar does not hold. */
export function tableOf(rows) {
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
    return [row.name, ...cells, `± ${(noise * 100).toFixed(0)} %`, String(rounds)];
  });
  const facts = rows.filter(({ text }) => text !== undefined);
  failed.push(...facts.filter(({ isGood }) => !isGood).map(({ name }) => name));
  return {
    failed,
    markdown: [
      markdownTable([['relative to the loop by hand', ...columns, 'noise', 'rounds'], ...lines]),
      facts
        .map(({ name, text, control }) => `- ${name}: ${text}${control ? ` (${control})` : ''}`)
        .join('\n'),
    ].join('\n\n'),
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
