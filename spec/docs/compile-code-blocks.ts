import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';

import type { CodeBlock } from './extract-code-blocks.js';
import { root, runProgram } from './run-program.js';

/** A block after the compiler has seen it. */
export interface CompiledBlock {
  readonly block: CodeBlock;
  /** The module to run. It lies in the package, so that `venice-rx` is what its `exports` say. */
  readonly module: string;
  /** What the compiler reports, with the line in the file that holds the block. */
  readonly typeErrors: readonly string[];
}

/** Compiles blocks as one strict program, in a folder of `temp/` that is made new. */
export async function compileCodeBlocks(
  blocks: readonly CodeBlock[],
  folderName: string,
): Promise<readonly CompiledBlock[]> {
  const folder = resolve(root, 'temp', folderName);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const block of blocks) writeFileSync(resolve(folder, getFile(block)), block.code);
  writeFileSync(resolve(folder, 'tsconfig.json'), JSON.stringify(createConfig(folder)));

  const compiler = resolve(root, 'node_modules/typescript-native/bin/tsc');
  const { exitCode, stdout } = await runProgram([compiler, '--project', folder, '--pretty', 'false']);
  const reports = parseReports(stdout);
  const compiled = blocks.map((block) => ({
    block,
    module: resolve(folder, 'out', getFile(block).replace(/\.ts$/, '.js')),
    typeErrors: (reports.get(getFile(block)) ?? []).map(
      ({ line, message }) => `${block.file}:${block.line + line - 1}: ${message}`,
    ),
  }));
  const isExplained = compiled.some(({ typeErrors }) => typeErrors.length > 0);
  if (exitCode !== 0 && !isExplained) throw new Error(`the compiler failed:\n${stdout}`);
  return compiled;
}

function createConfig(folder: string): object {
  return {
    extends: relative(folder, resolve(root, 'tsconfig.json')),
    compilerOptions: {
      allowJs: true,
      checkJs: true,
      declaration: false,
      noEmit: false,
      outDir: 'out',
      paths: {},
      rootDir: '.',
    },
    include: ['.'],
  };
}

function getFile({ file, line, language }: CodeBlock): string {
  return `${file.replaceAll('/', '-')}-${line}.${language}`;
}

interface Report {
  readonly line: number;
  readonly message: string;
}

/** What the compiler says about each file; it names them relative to where it runs. */
function parseReports(output: string): ReadonlyMap<string, readonly Report[]> {
  const reports = new Map<string, Report[]>();
  for (const [, path = '', line, message = ''] of output.matchAll(/^(.+?)\((\d+),\d+\): error (TS.*)$/gm)) {
    const file = path.replace(/^.*[\\/]/, '');
    reports.set(file, [...(reports.get(file) ?? []), { line: Number(line), message }]);
  }
  return reports;
}
