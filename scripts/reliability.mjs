// Writes docs/reliability.md from the table that the specs of spec/reliability/ check; with --check, only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { tsImport } from 'tsx/esm/api';

const file = resolve(import.meta.dirname, '../docs/reliability.md');
const { reliabilityPage } = await tsImport('../spec/reliability/page/page.ts', import.meta.url);
const page = await format(reliabilityPage(), { ...(await resolveConfig(file)), parser: 'markdown' });

if (!process.argv.includes('--check')) {
  writeFileSync(file, page);
} else if (page !== readFileSync(file, 'utf8')) {
  console.error('docs/reliability.md differs from the table: run `npm run reliability`.');
  process.exit(1);
}
