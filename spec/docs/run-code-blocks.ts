import { pathToFileURL } from 'node:url';

import { from, lastValueFrom, mergeMap, toArray } from 'rxjs';

import type { CompiledBlock } from './compile-code-blocks.js';
import { runProgram, type Outcome } from './run-program.js';

const angularInNode = pathToFileURL(require.resolve('./angular-in-node.mjs')).href;

/** How a block fared. */
export interface BlockReport extends CompiledBlock {
  /** How its program ended. Blocks with type errors are run too: a reader may have no compiler. */
  readonly outcome: Outcome;
}

/** Runs blocks against a server, two at a time. */
export function runCodeBlocks(
  compiled: readonly CompiledBlock[],
  baseURL: string,
): Promise<readonly BlockReport[]> {
  const run = async (block: CompiledBlock): Promise<BlockReport> => ({
    ...block,
    outcome: await runProgram([...preparationOf(block), block.module], { VENICE_BASE_URL: baseURL }),
  });
  return lastValueFrom(from(compiled).pipe(mergeMap(run, 2), toArray()));
}

/** What Node loads before a block. */
function preparationOf({ block }: CompiledBlock): readonly string[] {
  return /'(@angular|venice-rx\/angular)/.test(block.code) ? [`--import=${angularInNode}`] : [];
}

/** What is wrong with a block, in words that name its place; empty where nothing is. */
export function problemsOf({ block, typeErrors, outcome }: BlockReport): readonly string[] {
  const { exitCode, stderr } = outcome;
  if (exitCode === 0) return typeErrors;
  return [
    ...typeErrors,
    `${block.file}:${block.line}: ended with exit code ${exitCode ?? 'none'}\n${stderr}`,
  ];
}
