import { selectColumns, sections } from './sections.mjs';

/** Writes tables, each under its heading, and the facts after them. */
export function toMarkdown({ rows, facts }) {
  const tables = Object.entries(sections).flatMap(([section, { heading, base }]) => {
    const own = rows.filter((row) => row.section === section);
    return own.length === 0 ? [] : [`## ${heading}\n\n${toTable(base, own)}`];
  });
  const list = facts.map(({ line }) => line).join('\n');
  return [...tables, ...(facts.length > 0 ? [`## Others\n\n${list}`] : [])].join('\n\n');
}

/** The reverse of `toMarkdown`. */
export function fromMarkdown(markdown) {
  const rows = [];
  const facts = [];
  let section;
  let titles;
  for (const line of markdown.split('\n')) {
    if (line.startsWith('## ')) {
      section = Object.keys(sections).find((key) => sections[key].heading === line.slice(3));
      titles = undefined;
    } else if (line.startsWith('- ')) facts.push({ line });
    else if (section !== undefined && line.startsWith('| ')) {
      const [name, ...values] = line
        .slice(2, -2)
        .split('|')
        .map((cell) => cell.trim());
      if (titles === undefined) titles = values;
      else if (!/^-+$/.test(name)) rows.push({ section, name, cells: toCells(titles, values) });
    }
  }
  return { rows, facts };
}

function toCells(titles, values) {
  return Object.fromEntries(
    titles.map((title, at) => [title, values[at]]).filter(([, value]) => value !== ''),
  );
}

function toTable(base, rows) {
  const columns = selectColumns(rows);
  const lines = rows.map(({ name, cells }) => [name, ...columns.map((column) => cells[column] ?? '')]);
  const titles = [base, ...columns];
  const widths = titles.map((title, at) => Math.max(...[titles, ...lines].map((line) => line[at].length)));
  const toLine = (line) => `| ${line.map((cell, at) => cell.padEnd(widths[at])).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [toLine(titles), rule, ...lines.map(toLine)].join('\n');
}
