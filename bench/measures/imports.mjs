import { execFileSync } from 'node:child_process';
import { median } from '../rounds/median.mjs';

const dist = new URL('../../dist/esm/', import.meta.url).href;
/** What a fresh process does between two looks at the clock. */
const programs = {
  'by hand': `await import('rxjs')`,
  'by hand, again': `await import('rxjs')`,
  'venice-rx': `await import('${dist}index.js')`,
};
const firstRequest = `await import('${dist}index.js'); startedAt = performance.now();
const { load } = await import('${dist}node/load.js'); load.undici(); load.zod();`;

/** Milliseconds of importing the package, where `by hand` is rxjs alone, and of what the first request loads. */
export async function imports({ rounds }) {
  const times = Object.fromEntries(Object.keys(programs).map((name) => [name, []]));
  const loads = [];
  for (let round = -2; round < rounds * 2; round += 1) {
    for (const [name, program] of Object.entries(programs)) {
      const time = timeOf(program);
      if (round >= 0) times[name].push({ time });
    }
    loads.push(timeOf(firstRequest));
  }
  return [
    {
      name: 'importing, against rxjs alone',
      unit: 'µs',
      per: 1,
      found: times,
      figure: 'time',
      bars: { 'venice-rx': 1.8 },
    },
    { name: 'what the first request loads', text: `${median(loads).toFixed(0)} ms`, isGood: true },
  ];
}

function timeOf(program) {
  const code = `let startedAt = performance.now(); ${program}; console.log(performance.now() - startedAt);`;
  return Number(
    execFileSync(process.execPath, ['--input-type=module', '--eval', code], { cwd: import.meta.dirname }),
  );
}
