import { readFileSync, writeFileSync } from 'node:fs';
import { newest } from '../rounds/newest-node.mjs';
import { readDurablePart, replaceDurablePart } from './durable-part.mjs';
import { fromMarkdown, toMarkdown } from './markdown.mjs';
import { merge } from './merge.mjs';

const file = new URL('../RESULTS.md', import.meta.url);
const own = ['rxjs', 'undici', 'eventsource-parser'];

/**
 * Writes the page of results. Keeps the rows of measures that were not taken. If all were taken (`isWhole`), the page has only the new rows,
 * so that it has no row of a measure that was removed or renamed.
 */
export function writeResults(table, isWhole) {
  const before = readFileSync(file, 'utf8');
  const durable = readDurablePart(before);
  const all = isWhole ? table : merge(fromMarkdown(replaceDurablePart(before, '')), table);
  const versions = own.map((name) => [name, read(`../../node_modules/${name}/package.json`).version]);
  const page = `# Results

Node ${process.versions.node}: ${list([...versions, ...readPeers('../package.json')])}.
Node ${newest?.version ?? '(not measured)'}, in rows that begin with it: ${list(readPeers('../today/package.json'))}.
\`npm run bench\` writes this page; [README.md](README.md) explains it.

${toMarkdown(all)}
`;
  writeFileSync(file, replaceDurablePart(page, durable));
}

function readPeers(path) {
  return Object.entries(read(path).dependencies).filter(([name]) => !own.includes(name));
}

function list(versions) {
  return versions.map(([name, version]) => `${name} ${version}`).join(', ');
}

function read(path) {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
}
