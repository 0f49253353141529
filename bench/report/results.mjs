import { readFileSync, writeFileSync } from 'node:fs';
import { renewed, toMarkdown } from './table.mjs';

const file = new URL('../RESULTS.md', import.meta.url);

/** Writes the page of results: ratios, when they were measured, and what with. What was not measured now stays as it is. */
export function writeResults(table, isWhole) {
  const all = isWhole ? table : renewed(readFileSync(file, 'utf8'), table);
  const { dependencies } = read('../package.json');
  const own = ['rxjs', 'undici', 'eventsource-parser'].map((name) => [
    name,
    read(`../../node_modules/${name}/package.json`).version,
  ]);
  const versions = [
    ...own,
    ...Object.entries(dependencies).filter(([name]) => !own.some(([other]) => other === name)),
  ]
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
  const page = `# Results

Measured with Node ${process.versions.node}: ${versions}. Each line says when.
\`npm run bench\` writes this page; [README.md](README.md) says how it is measured and how to read it.

${toMarkdown(all)}
`;
  writeFileSync(file, page);
}

function read(path) {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
}
