// Compiles programs that use the types of every entry of the packed package, with several module settings of TypeScript.
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getVersions, installPackages, run } from './install.mjs';

const node = ['consumer-of-every-entry.ts'];
const all = [...node, 'consumer-in-angular.ts'];
/** Angular is ESM only, so CommonJS has no program with it. */
const settings = {
  'node16, ESM': { sources: all, extension: 'mts', options: ['--module', 'node16'] },
  'node16, CommonJS': { sources: node, extension: 'cts', options: ['--module', 'node16'] },
  'nodenext, ESM': { sources: all, extension: 'mts', options: ['--module', 'nodenext'] },
  'nodenext, CommonJS': { sources: node, extension: 'cts', options: ['--module', 'nodenext'] },
  bundler: {
    sources: all,
    extension: 'ts',
    options: ['--module', 'preserve', '--moduleResolution', 'bundler'],
  },
};
const strict = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--target', 'es2022'];
const lib = ['--lib', 'es2024,dom,dom.iterable,esnext.disposable', '--types', 'node'];

export async function checkTypeScript(version, tarball, folder, report) {
  const angular = ['@angular/core@21.2', '@angular/common@21.2'];
  const packages = ['rxjs@7', '@types/node@22', `typescript@${version}`, ...angular];
  await installPackages(folder, {}, [tarball, ...packages]);
  const versions = await getVersions(folder, 'typescript', 'rxjs', '@angular/core');
  const tsc = join(folder, 'node_modules/typescript/bin/tsc');
  for (const [name, { sources, extension, options }] of Object.entries(settings)) {
    const programs = sources.map((source) => source.replace(/ts$/, extension));
    for (const [index, program] of programs.entries())
      if (program !== sources[index]) await copyFile(join(folder, sources[index]), join(folder, program));
    await run(process.execPath, [tsc, ...strict, ...lib, ...options, ...programs], { cwd: folder });
    report(versions, `${name}: ${programs.join(' and ')} compile`);
  }
}
