// Whether the work for a chunk grows with the answer: `npm run bench:growth`. Nothing here waits or uses the network.
import { cases } from './growth/cases.mjs';
import { measure } from './growth/measure.mjs';
import { printTable } from './growth/table.mjs';

const sizes = [1000, 4000, 16_000, 64_000];
/** An answer of the last size may cost so much more per chunk than one of the second. */
const bar = 1.25;

const rows = [];
for (const [name, run] of Object.entries(cases)) {
  const times = measure(run, sizes);
  const ratio = times.at(-1) / times[1];
  rows.push({ name, times, ratio, isGood: ratio <= bar });
}
printTable(sizes, bar, rows);
process.exit(rows.every(({ isGood }) => isGood) ? 0 : 1);
