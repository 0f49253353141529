import { pathToFileURL } from 'node:url';

import type { CodeBlock } from './extract-code-blocks.js';
import type { CompiledBlock } from './compile-code-blocks.js';
import { type RunnerOptions, runModules } from './module-runner.js';
import type { Outcome } from './run-program.js';

const preload = pathToFileURL(require.resolve('./angular-in-node.mjs')).href;

/** How a block fared. */
export interface BlockReport extends CompiledBlock {
  /** How its program ended. Blocks with type errors are run too: a reader may have no compiler. */
  readonly outcome: Outcome;
}

/** Blocks that may share a process, and how it is set up. The tests of Angular have a platform that bars any other. */
const lanes: readonly (RunnerOptions & { readonly has: (block: CodeBlock) => boolean })[] = [
  { has: (block) => !isAngular(block), processes: 4 },
  { has: (block) => isAngular(block) && !isAngularTest(block), preload },
  { has: isAngularTest, preload },
];

/** Runs blocks against a server, in a few processes that stay warm. */
export async function runCodeBlocks(
  compiled: readonly CompiledBlock[],
  baseURL: string,
): Promise<readonly BlockReport[]> {
  const environment = { VENICE_BASE_URL: baseURL };
  const reports = lanes.map(async ({ has, ...options }) => {
    const blocks = compiled.filter(({ block }) => has(block));
    const modules = blocks.map(({ module }) => module);
    const outcomes = await runModules(modules, { ...options, environment });
    return blocks.map((block, at): BlockReport => ({ ...block, outcome: outcomes[at]! }));
  });
  return (await Promise.all(reports)).flat();
}

function isAngular({ code }: CodeBlock): boolean {
  return /'(@angular|venice-rx\/angular)/.test(code);
}

function isAngularTest(block: CodeBlock): boolean {
  return isAngular(block) && block.code.includes('TestBed');
}

/** What is wrong with a block, in words that name its place; empty where nothing is. */
export function findProblems({ block, typeErrors, outcome }: BlockReport): readonly string[] {
  const { exitCode, stderr } = outcome;
  if (exitCode === 0) return typeErrors;
  return [
    ...typeErrors,
    `${block.file}:${block.line}: ended with exit code ${exitCode ?? 'none'}\n${stderr}`,
  ];
}
