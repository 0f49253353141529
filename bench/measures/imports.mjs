import { execFileSync } from 'node:child_process';
import { median } from '../rounds/median.mjs';

const entry = new URL('../../dist/node/index.js', import.meta.url).href;
const loader = new URL('../../dist/esm/node/load.js', import.meta.url).href;
/** The code that is timed in a fresh process. `by hand`, the base of the ratios, imports rxjs alone. */
const programs = {
  'by hand': `await import('rxjs')`,
  'by hand, again': `await import('rxjs')`,
  'venice-rx': `await import('${entry}')`,
};
const firstRequest = (name) => `await import('${entry}'); const { load } = await import('${loader}');
startedAt = performance.now(); load.${name}();`;

/** Milliseconds to import the package, relative to importing rxjs alone, and to load the modules of the first request. */
export async function imports({ rounds }) {
  const times = Object.fromEntries(Object.keys(programs).map((name) => [name, []]));
  const loads = { undici: [], zod: [] };
  for (let round = -2; round < rounds * 2; round += 1) {
    for (const [name, program] of Object.entries(programs)) {
      const time = measureTime(program);
      if (round >= 0) times[name].push({ time });
    }
    for (const [name, results] of Object.entries(loads)) results.push(measureTime(firstRequest(name)));
  }
  return [
    {
      name: 'importing, against rxjs alone',
      results: times,
      figure: 'time',
      unit: 'ms',
      scale: 1,
      bars: { 'venice-rx': 1.8 },
    },
    {
      name: 'modules that the first request loads',
      text: `undici in ${median(loads.undici).toFixed(0)} ms, and zod in ${median(loads.zod).toFixed(0)} ms where the request is not plain text`,
      isGood: true,
    },
  ];
}

function measureTime(program) {
  const code = `let startedAt = performance.now(); ${program}; console.log(performance.now() - startedAt);`;
  return Number(
    execFileSync(process.execPath, ['--input-type=module', '--eval', code], { cwd: import.meta.dirname }),
  );
}
