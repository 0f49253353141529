// The path of TypeScript 7, whose compiler is written in Go, for scripts that only compile or check: it needs a quarter of the CPU time
// of the package `typescript`. ts-jest, ESLint, API Extractor and TypeDoc use the API of that package.
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';

const manifest = createRequire(import.meta.url).resolve('typescript-native/package.json');

export const compiler = resolve(dirname(manifest), 'bin/tsc');
