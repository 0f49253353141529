import { type MonoTypeOperatorFunction, identity } from 'rxjs';
import { checkOptions } from '../options/check-options.js';
import { assertOption } from '../options/invalid-option.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import { mayNeedApproval } from './needs-approval.js';
import type { RunnableTool } from './runnable-tool.js';
import { type ToolRunOptions, toolRunOptionRules } from './tool-run-options.js';

/** Validated options of a run, with their defaults. */
export interface RunSettings {
  /** The tools by their names. */
  readonly tools: ReadonlyMap<string, RunnableTool>;
  readonly maxSteps: number;
  readonly concurrency: number;
  readonly approve: ToolRunOptions['approve'];
  readonly onToolError: 'fail' | 'tell-model';
  readonly goodFinishReasons: readonly string[] | undefined;
  readonly retry: MonoTypeOperatorFunction<ChatCompletionChunk>;
}

/** Reads options; throws a `TypeError` that names the invalid one. */
export function runSettings(options: ToolRunOptions): RunSettings {
  checkOptions(options, toolRunOptionRules);
  const {
    maxSteps = 10,
    concurrency = Infinity,
    approve,
    onToolError = 'tell-model',
    goodFinishReasons,
    retry = identity,
  } = options;
  const tools = byName(options.tools);
  return { tools, maxSteps, concurrency, approve, onToolError, goodFinishReasons, retry };
}

/** Throws a `TypeError` if calls of a tool may need an approval, and `approve` is missing. */
export function assertApprover({ tools, approve }: RunSettings): void {
  const toolToApprove = [...tools.values()].find(mayNeedApproval);
  if (toolToApprove === undefined || approve !== undefined) return;
  const { name } = toolToApprove.definition.function;
  throw new TypeError(
    `\`approve\` must be a function, since the tool '${name}' needs approval; received undefined`,
  );
}

function byName(tools: readonly RunnableTool[]): ReadonlyMap<string, RunnableTool> {
  const names = new Map<string, RunnableTool>();
  for (const [index, tool] of tools.entries()) {
    const name = getName(tool);
    assertOption(name !== undefined, `tools[${index}]`, 'a result of tool()', tool);
    if (names.has(name))
      throw new TypeError(`\`tools[${index}]\` has the same name as another tool: ${name}`);
    names.set(name, tool);
  }
  return names;
}

function getName(tool: Partial<RunnableTool> | null | undefined): string | undefined {
  return typeof tool?.execute === 'function' ? tool.definition?.function.name : undefined;
}
