import type { RunnableTool } from './runnable-tool.js';

/** Whether calls of a tool may need an approval. A tool that was not created by `tool()` may lack the field. */
export function mayNeedApproval({ needsApproval }: Partial<RunnableTool>): boolean {
  return (needsApproval ?? false) !== false;
}

/** Whether a call with these arguments needs an approval. Every value except false counts as true, such as a Promise. */
export function needsApproval(tool: RunnableTool, args: unknown): boolean {
  if (typeof tool.needsApproval !== 'function') return mayNeedApproval(tool);
  return (tool.needsApproval as (args: unknown) => unknown)(args) !== false;
}
