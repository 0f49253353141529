// The path of the TypeScript compiler for what is only compiled or checked: the one in Go needs a quarter of the processor time of
// the package `typescript`, whose API ts-jest, ESLint, API Extractor and TypeDoc use.
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';

const manifest = createRequire(import.meta.url).resolve('typescript-native/package.json');

export const compiler = resolve(dirname(manifest), 'bin/tsc');
