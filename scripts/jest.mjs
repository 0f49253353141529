// Runs Jest; `--deep` as the first argument runs the specs at full size. After each spec file, all of its modules are garbage: a young
// generation of V8 that holds them saves a tenth of the time. At reduced size, a small old generation keeps workers below a gigabyte,
// and a larger interrupt budget delays the optimization of code, which costs more time than it saves there.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const jest = resolve(import.meta.dirname, '../node_modules/jest/bin/jest.js');
const [first, ...others] = process.argv.slice(2);
const isDeep = first === '--deep';
const memory = [
  '--min-semi-space-size=16',
  '--max-semi-space-size=32',
  `--max-old-space-size=${isDeep ? 2000 : 700}`,
  ...(isDeep ? [] : ['--interrupt-budget=1000000']),
];
const { status } = spawnSync(
  process.execPath,
  [...memory, jest, ...(isDeep ? others : process.argv.slice(2))],
  { stdio: 'inherit', env: { ...process.env, ...(isDeep && { DEEP: '1' }) } },
);
process.exitCode = status ?? 1;
