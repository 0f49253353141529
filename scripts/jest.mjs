// Runs Jest; `--deep` as the first argument runs the specs at full size. Each spec file leaves all of its modules to the garbage
// collector: a young generation that holds them saves a tenth of the time, and a small old one keeps workers below a gigabyte.
// At reduced size most code is called too rarely for optimizing it to pay: V8 begins with that seven times later.
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
