// Runs the specs at full size: `npm run test:deep`, with the arguments of Jest.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const jest = resolve(import.meta.dirname, '../node_modules/jest/bin/jest.js');
const { status } = spawnSync(process.execPath, [jest, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, DEEP: '1' },
});
process.exit(status ?? 1);
