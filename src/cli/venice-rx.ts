#!/usr/bin/env node
// The program of the command `venice-rx`.
import { createRequire } from 'node:module';
import { tap } from 'rxjs';
import { run } from './run.js';
import { createCliContext } from './create-cli-context.js';

const manifest: unknown = createRequire(import.meta.url)('venice-rx/package.json');
const { version } = manifest as { readonly version: string };

// The process exits by itself once nothing is pending, so that all output is flushed.
run(process.argv.slice(2), createCliContext(version))
  .pipe(
    tap((exitCode) => {
      process.exitCode = exitCode;
    }),
  )
  .subscribe();
