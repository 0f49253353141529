// Compares venice-rx with a loop written by hand and with peers: see README.md. Each measure multiplies ROUNDS to get its number of
// rounds.
import { startStreamServer } from './stream-server/start-server.mjs';
import { inMemory, longAnswers, shortAnswers } from './measures/answers.mjs';
import { firstContent, leaving } from './measures/delays.mjs';
import { fullSpeed } from './measures/full-speed.mjs';
import { growth } from './measures/growth.mjs';
import { imports } from './measures/imports.mjs';
import { leaks } from './measures/leaks.mjs';
import { newServers } from './measures/new-servers.mjs';
import { manyStreams, oneEventPerRead } from './measures/paced.mjs';
import { relay } from './measures/relays.mjs';
import { today } from './measures/today.mjs';
import { compareRuns } from './report/agreement.mjs';
import { toMarkdown } from './report/markdown.mjs';
import { writeResults } from './report/results.mjs';
import { createTable } from './report/table.mjs';
import { newest } from './rounds/newest-node.mjs';

const measures = {
  shortAnswers,
  newServers,
  longAnswers,
  inMemory,
  fullSpeed,
  oneEventPerRead,
  manyStreams,
  firstContent,
  leaving,
  relay,
  today,
  leaks,
  growth,
  imports,
};
const defaultRounds = 21;
const rounds = Number(process.env.ROUNDS ?? defaultRounds);
const twice = process.argv.includes('--twice');
const requested = process.argv.slice(2).filter((name) => name !== '--twice');
const unknown = requested.filter((name) => !(name in measures));
if (unknown.length > 0) {
  console.error(`Unknown measures: ${unknown.join(', ')}. Available: ${Object.keys(measures).join(', ')}.`);
  process.exit(2);
}
const names = requested.length > 0 ? requested : Object.keys(measures);

const streamServer = await startStreamServer();
const table = createTable(await measureAll());
console.log(toMarkdown(table));
let agree = true;
if (twice) {
  const second = createTable(await measureAll());
  console.log(`\n${toMarkdown(second)}\n`);
  const comparison = compareRuns(table, second);
  console.log(comparison.lines.join('\n'));
  ({ agree } = comparison);
}
await streamServer.stop();

if (rounds === defaultRounds) writeResults(table, requested.length === 0 && newest !== undefined);
for (const name of table.failed) console.error(`The bar is exceeded: ${name}`);
if (!agree) console.error('The two runs differ by more than 5 %');
process.exit(table.failed.length === 0 && agree ? 0 : 1);

async function measureAll() {
  const rows = [];
  for (const name of names) {
    const startedAt = performance.now();
    rows.push(...(await measures[name]({ streamServer, rounds })));
    console.error(`${name}: ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  }
  return rows;
}
