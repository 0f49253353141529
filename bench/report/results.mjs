import { readFileSync, writeFileSync } from 'node:fs';

/** Writes the page of results: ratios, when they were measured, and what with. */
export function writeResults(markdown) {
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
  const day = new Date().toISOString().slice(0, 10);
  const page = `# Results

Measured on ${day} with Node ${process.versions.node}: ${versions}.
\`npm run bench\` writes this page; [README.md](README.md) says how it is measured and how to read it.

${markdown}
`;
  writeFileSync(new URL('../RESULTS.md', import.meta.url), page);
}

function read(path) {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
}
