#!/usr/bin/env node
// The command `venice-rx`.
import { createRequire } from 'node:module';
import { tap } from 'rxjs';
import { run } from './run.js';
import { surroundingsOfProcess } from './surroundings-of-process.js';

const manifest: unknown = createRequire(import.meta.url)('venice-rx/package.json');
const { version } = manifest as { readonly version: string };

// The process ends by itself once nothing is left to do, so that everything printed gets out.
run(process.argv.slice(2), surroundingsOfProcess(version))
  .pipe(tap((exitCode) => (process.exitCode = exitCode)))
  .subscribe();
