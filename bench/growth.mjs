// Checks whether the work per chunk grows with the answer: `npm run bench:growth`. Uses neither real timers nor the network.
import { cases, readingAlone } from './growth/cases.mjs';
import { describeSaving, measureSends } from './growth/conversation.mjs';
import { measure } from './growth/measure.mjs';
import { printTable } from './growth/table.mjs';
import { median } from './rounds/median.mjs';

const sizes = [1000, 4000, 16_000, 64_000];
/** Maximum cost per chunk at the last size, relative to the second size. */
const bar = 1.25;

/** Cases that read the text so far. */
const readCases = new Set(['accumulate, read every 100']);
const reading = measure(readingAlone, sizes).map(median);

const rows = [{ name: 'reading alone, every 100', times: reading }];
for (const [name, run] of Object.entries(cases)) {
  const times = measure(run, sizes);
  // V8 flattens a concatenated string when it is read: that cost is subtracted.
  const own = readCases.has(name) ? times.map((all, at) => all.map((time) => time - reading[at])) : times;
  // Within a round, the machine is the same for both sizes.
  const ratio = median(own.at(-1).map((time, round) => time / own[1][round]));
  rows.push({
    name: readCases.has(name) ? `${name}, less reading` : name,
    times: own.map(median),
    ratio,
    isGood: ratio <= bar,
  });
}
printTable(sizes, bar, rows);
console.log();
const sends = measureSends(bar);
printTable([10, 10_000], bar, [sends], 'ns, by entries');
console.log(describeSaving());
process.exit([...rows, sends].every(({ isGood = true }) => isGood) ? 0 : 1);
