import { pathToFileURL } from 'node:url';

import type { CodeBlock } from './extract-code-blocks.js';
import type { CompiledBlock } from './compile-code-blocks.js';
import { type RunnerOptions, runModules } from './module-runner.js';
import type { Outcome } from './run-program.js';

const preload = pathToFileURL(require.resolve('./angular-in-node.mjs')).href;

/** The result of a block. */
export interface BlockReport {
  readonly block: CodeBlock;
  /** The errors of the compiler. */
  readonly typeErrors: readonly string[];
  /** How its program ended. Blocks with type errors are run too: a user may not check types. */
  readonly outcome: Outcome;
}

/** Groups of blocks, and the options of their processes. Blocks with Angular share a page, so they run one after the other. */
const groups: readonly (RunnerOptions & { readonly has: (block: CodeBlock) => boolean })[] = [
  { has: (block) => !isAngular(block), processes: 2, atOnce: 10 },
  { has: isAngular, preload },
];

/** Runs blocks against a server, in a few processes that are reused. */
export async function runCodeBlocks(
  compiled: readonly CompiledBlock[],
  baseURL: string,
): Promise<readonly BlockReport[]> {
  const environment = { VENICE_BASE_URL: baseURL };
  const outcomes = new Map<string, Outcome>();
  const running = groups.map(async ({ has, ...options }) => {
    const blocks = compiled.filter(({ block }) => has(block));
    // The slow blocks come first, so that they run at the same time.
    const modules = [
      ...blocks.filter(({ block }) => isSlow(block)),
      ...blocks.filter(({ block }) => !isSlow(block)),
    ].map(({ module }) => module);
    const all = await runModules(modules, { ...options, environment });
    modules.forEach((module, at) => outcomes.set(module, all[at]!));
  });
  const [typeErrors] = await Promise.all([
    Promise.all(compiled.map((one) => one.typeErrors)),
    Promise.all(running),
  ]);
  return compiled.map(({ block, module }, at) => ({
    block,
    typeErrors: typeErrors[at]!,
    outcome: outcomes.get(module)!,
  }));
}

function isAngular({ code }: CodeBlock): boolean {
  return /'(@angular|venice-rx\/angular)/.test(code);
}

/** Whether a block probably waits in real time: for a timer, or for the slow answer of quick-script.ts to prompts with the word "long". */
function isSlow({ code }: CodeBlock): boolean {
  return /\b(?:timer|interval|setTimeout)\(|\blong\b/.test(code);
}

/** The type errors and the failure of a block, each with its file and line. */
export function findProblems({ block, typeErrors, outcome }: BlockReport): readonly string[] {
  const { exitCode, stderr } = outcome;
  if (exitCode === 0) return typeErrors;
  return [
    ...typeErrors,
    `${block.file}:${block.line}: ended with exit code ${exitCode ?? 'none'}\n${stderr}`,
  ];
}
