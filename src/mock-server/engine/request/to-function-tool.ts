/** Converts a tool from the format of OpenAI's Responses API or of Anthropic's API to that of Venice. */
export function toFunctionTool(tool: unknown): unknown {
  if (typeof tool !== 'object' || tool === null || 'function' in tool || !('name' in tool)) return tool;

  const {
    type = 'function',
    input_schema,
    ...fields
  } = tool as {
    readonly type?: unknown;
    readonly input_schema?: unknown;
  };
  const parameters = input_schema === undefined ? {} : { parameters: input_schema };
  return { type, function: { ...fields, ...parameters } };
}
