// Performs chats with random faults and cancellations for a given time: `npm run soak -- --seconds 600 --seed 1`.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const program = resolve(root, 'spec/reliability/soak/program.ts');
const { status } = spawnSync(
  process.execPath,
  ['--expose-gc', '--import', 'tsx', program, ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    env: { ...process.env, TSX_TSCONFIG_PATH: resolve(root, 'examples/tsconfig.json') },
  },
);
process.exit(status ?? 1);
