import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';

import { transformSync } from 'esbuild';

import type { CodeBlock } from './extract-code-blocks.js';
import { root, runProgram } from './run-program.js';

/** A block as a module, and the errors that the compiler reports. */
export interface CompiledBlock {
  readonly block: CodeBlock;
  /** The module to run. It is in a folder of the package, so that `venice-rx` resolves to the `exports` of the package. */
  readonly module: string;
  /** The errors of the compiler, with their lines in the file of the block. */
  readonly typeErrors: Promise<readonly string[]>;
}

/**
 * Writes blocks as modules without types, in a new folder of `temp/`, and has the compiler check them as one strict program.
 * Does not wait for the compiler: the modules can run at the same time.
 */
export function compileCodeBlocks(
  blocks: readonly CodeBlock[],
  folderName: string,
): readonly CompiledBlock[] {
  const folder = resolve(root, 'temp', folderName);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(resolve(folder, 'out'), { recursive: true });
  const getModule = (block: CodeBlock): string =>
    resolve(folder, 'out', getFile(block).replace(/\.ts$/, '.js'));
  for (const block of blocks) {
    writeFileSync(resolve(folder, getFile(block)), block.code);
    writeFileSync(getModule(block), withoutTypes(block));
  }
  writeFileSync(resolve(folder, 'tsconfig.json'), JSON.stringify(createConfig(folder)));
  const reports = checkTypes(folder);
  return blocks.map((block) => ({
    block,
    module: getModule(block),
    typeErrors: reports.then((all) =>
      (all.get(getFile(block)) ?? []).map(
        ({ line, message }) => `${block.file}:${block.line + line - 1}: ${message}`,
      ),
    ),
  }));
}

function withoutTypes({ code, language }: CodeBlock): string {
  const compilerOptions = { target: 'ES2022', isolatedModules: true };
  return transformSync(code, { loader: language, target: 'node20', tsconfigRaw: { compilerOptions } }).code;
}

async function checkTypes(folder: string): Promise<ReadonlyMap<string, readonly Report[]>> {
  const compiler = resolve(root, 'node_modules/typescript-native/bin/tsc');
  const args = [compiler, '--project', folder, '--pretty', 'false', '--checkers', '1'];
  const { exitCode, stdout } = await runProgram(args);
  const reports = parseReports(stdout);
  if (exitCode !== 0 && reports.size === 0) throw new Error(`the compiler failed:\n${stdout}`);
  return reports;
}

function createConfig(folder: string): object {
  return {
    extends: relative(folder, resolve(root, 'tsconfig.json')),
    compilerOptions: { allowJs: true, checkJs: true, declaration: false, paths: {} },
    include: ['.'],
    exclude: ['out'],
  };
}

function getFile({ file, line, language }: CodeBlock): string {
  return `${file.replaceAll('/', '-')}-${line}.${language}`;
}

interface Report {
  readonly line: number;
  readonly message: string;
}

/** Groups the errors of the compiler by the names of their files. */
function parseReports(output: string): ReadonlyMap<string, readonly Report[]> {
  const reports = new Map<string, Report[]>();
  for (const [, path = '', line, message = ''] of output.matchAll(/^(.+?)\((\d+),\d+\): error (TS.*)$/gm)) {
    const file = path.replace(/^.*[\\/]/, '');
    reports.set(file, [...(reports.get(file) ?? []), { line: Number(line), message }]);
  }
  return reports;
}
