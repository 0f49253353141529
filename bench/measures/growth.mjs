import { spawnSync } from 'node:child_process';
import { sendsRow } from '../growth/sends-row.mjs';

/** Runs `npm run bench:growth`, which checks whether the work per chunk grows with the answer. */
export async function growth() {
  const program = new URL('../growth.mjs', import.meta.url).pathname;
  const { status, stdout } = spawnSync(process.execPath, ['--expose-gc', program], { encoding: 'utf8' });
  const [, ...lines] = stdout.trim().split('\n');
  return lines
    .map((line) => /^(.+?) {2,}.* ([\d.]+) [✓✗]$/.exec(line))
    .filter(Boolean)
    .map(([, name, ratio]) => ({
      name: `${name === sendsRow ? '10,000 entries against 10' : '64,000 chunks against 4,000'}: ${name}`,
      text: `${ratio} ≤ 1.25`,
      isGood: status === 0 || Number(ratio) <= 1.25,
    }));
}
