import { type MonoTypeOperatorFunction, identity } from 'rxjs';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { RunnableTool } from './runnable-tool.js';
import type { ToolRunOptions } from './tool-run-options.js';

/** Validated options of a run, with their defaults. */
export interface RunSettings {
  /** The tools by their names. */
  readonly tools: ReadonlyMap<string, RunnableTool>;
  readonly maxSteps: number;
  readonly concurrency: number;
  readonly approve: ToolRunOptions['approve'];
  readonly onToolError: 'fail' | 'tell-model';
  readonly retry: MonoTypeOperatorFunction<ChatCompletionChunk>;
}

/** Reads options; throws a `TypeError` that names the invalid one. */
export function runSettings(options: ToolRunOptions): RunSettings {
  const {
    maxSteps = 10,
    concurrency = Infinity,
    approve,
    onToolError = 'tell-model',
    retry = identity,
  } = options;
  check(isCount(maxSteps), 'maxSteps: give a whole number, 1 or more');
  check(isCount(concurrency), 'concurrency: give a whole number, 1 or more');
  check(approve === undefined || typeof approve === 'function', 'approve: give a function');
  check(['fail', 'tell-model'].includes(onToolError), 'onToolError: give `tell-model` or `fail`');
  check(typeof retry === 'function', 'retry: give an operator, such as retryOnApiError()');
  return { tools: byName(options.tools), maxSteps, concurrency, approve, onToolError, retry };
}

function byName(tools: readonly RunnableTool[]): ReadonlyMap<string, RunnableTool> {
  const isList: boolean = Array.isArray(tools);
  check(isList, 'tools: give a list of what tool() makes');
  const names = new Map<string, RunnableTool>();
  for (const [index, tool] of tools.entries()) {
    const name = getName(tool);
    check(name !== undefined, `tools[${index}]: give what tool() makes`);
    check(!names.has(name), `tools[${index}]: another tool has the name ${name} already`);
    names.set(name, tool);
  }
  return names;
}

function getName(tool: Partial<RunnableTool> | null | undefined): string | undefined {
  return typeof tool?.execute === 'function' ? tool.definition?.function.name : undefined;
}

function isCount(value: number): boolean {
  return value >= 1 && (Number.isInteger(value) || value === Infinity);
}

function check(isFine: boolean, problem: string): asserts isFine {
  if (!isFine) throw new TypeError(problem);
}
