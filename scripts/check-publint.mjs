// Runs publint in strict mode on the files that npm would publish.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const root = resolve(import.meta.dirname, '..');
const manifest = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));
const { messages } = await publint({ pkgDir: root, strict: true, pack: 'npm' });

// publint says that "imports" of dist/commonjs/package.json is ignored, but only "exports" is: Node reads "imports" from the nearest
// package.json (Node.js documentation, PACKAGE_IMPORTS_RESOLVE).
const isFalsePositive = ({ code, args }) =>
  code === 'NESTED_PACKAGE_JSON_FIELD_IGNORED' && args.field === 'imports';
const problems = messages.filter((message) => !isFalsePositive(message));

for (const problem of problems) console.error(formatMessage(problem, manifest));
process.exit(problems.length === 0 ? 0 : 1);
