// venice-rx against a loop written by hand and against peers: `npm run bench`, or `npm run bench -- growth leaks` for some of the
// measures, whose rows in RESULTS.md are replaced. `--twice` takes each measure twice and compares the two runs.
// ROUNDS is the number of rounds, 21 by default; with another number RESULTS.md stays as it is.
import { startFirehose } from './firehose/firehose.mjs';
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
const usual = 21;
const rounds = Number(process.env.ROUNDS ?? usual);
const twice = process.argv.includes('--twice');
const requested = process.argv.slice(2).filter((name) => name !== '--twice');
const unknown = requested.filter((name) => !(name in measures));
if (unknown.length > 0) {
  console.error(`Unknown measures: ${unknown.join(', ')}. Available: ${Object.keys(measures).join(', ')}.`);
  process.exit(2);
}
const names = requested.length > 0 ? requested : Object.keys(measures);

const firehose = await startFirehose();
const table = createTable(await takeAll());
console.log(toMarkdown(table));
let agree = true;
if (twice) {
  const second = createTable(await takeAll());
  console.log(`\n${toMarkdown(second)}\n`);
  const comparison = compareRuns(table, second);
  console.log(comparison.lines.join('\n'));
  ({ agree } = comparison);
}
await firehose.stop();

if (rounds === usual) writeResults(table, requested.length === 0);
for (const name of table.failed) console.error(`The bar fails: ${name}`);
if (!agree) console.error('The two runs differ by more than 5 %');
process.exit(table.failed.length === 0 && agree ? 0 : 1);

async function takeAll() {
  const rows = [];
  for (const name of names) {
    const startedAt = performance.now();
    rows.push(...(await measures[name]({ firehose, rounds })));
    console.error(`${name}: ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  }
  return rows;
}
