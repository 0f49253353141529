// venice-rx against its peers and against a loop written by hand: `npm run bench`, or `npm run bench -- growth leaks` for some
// of the measures only, whose lines in RESULTS.md are then replaced. ROUNDS says how many rounds count, 21 by default; with
// another number RESULTS.md is left alone.
import { startFirehose } from './firehose/firehose.mjs';
import { firstContent, leaving } from './measures/delays.mjs';
import { fullSpeed } from './measures/full-speed.mjs';
import { growth } from './measures/growth.mjs';
import { imports } from './measures/imports.mjs';
import { leaks } from './measures/leaks.mjs';
import { manyStreams, oneEventPerRead } from './measures/paced.mjs';
import { writeResults } from './report/results.mjs';
import { toMarkdown, createTable } from './report/table.mjs';

const measures = { fullSpeed, oneEventPerRead, manyStreams, firstContent, leaving, leaks, growth, imports };
/** A measure that takes long. */
const fewer = { leaving: 9 };

const usual = 21;
const rounds = Number(process.env.ROUNDS ?? usual);
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in measures));
if (unknown.length > 0) {
  console.error(
    `No measure is called ${unknown.join(', ')}. There are: ${Object.keys(measures).join(', ')}.`,
  );
  process.exit(2);
}

const firehose = await startFirehose();
const rows = [];
for (const name of asked.length > 0 ? asked : Object.keys(measures)) {
  console.error(`${name} …`);
  rows.push(...(await measures[name]({ firehose, rounds: Math.min(rounds, fewer[name] ?? rounds) })));
}
await firehose.stop();

const table = createTable(rows);
console.log(toMarkdown(table));
if (rounds === usual) writeResults(table, asked.length === 0);
for (const name of table.failed) console.error(`The bar does not hold: ${name}`);
process.exit(table.failed.length === 0 ? 0 : 1);
