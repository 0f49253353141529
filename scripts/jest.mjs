// Runs Jest. `--deep` as the first argument runs the specs at full size, e.g. with more random cases. The options of V8 save time:
// - Each spec file has its own modules, which are garbage after the file. In a larger young generation, collecting them is cheap, and an
//   old generation that may grow to 800 MB before its first collection is rarely marked.
// - The workers keep all processors busy, so threads that collect garbage would only take time from them.
// - At reduced size, a larger interrupt budget delays the optimization of code, which takes more time than it saves in short runs.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const jest = resolve(import.meta.dirname, '../node_modules/jest/bin/jest.js');
const [first, ...others] = process.argv.slice(2);
const isDeep = first === '--deep';
const v8Options = [
  '--single-threaded-gc',
  '--min-semi-space-size=32',
  '--max-semi-space-size=64',
  '--initial-old-space-size=800',
  `--max-old-space-size=${isDeep ? 2000 : 1400}`,
  ...(isDeep ? [] : ['--interrupt-budget=1000000']),
];
const { status } = spawnSync(
  process.execPath,
  [...v8Options, jest, ...(isDeep ? others : process.argv.slice(2))],
  { stdio: 'inherit', env: { ...process.env, ...(isDeep && { DEEP: '1' }) } },
);
process.exitCode = status ?? 1;
