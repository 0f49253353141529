/** Converts a tool to Venice's form; accepts the flat form of OpenAI's Responses API and Anthropic's form. */
export function functionTool(tool: unknown): unknown {
  if (typeof tool !== 'object' || tool === null || 'function' in tool || !('name' in tool)) return tool;

  const {
    type = 'function',
    input_schema,
    ...facts
  } = tool as {
    readonly type?: unknown;
    readonly input_schema?: unknown;
  };
  const parameters = input_schema === undefined ? {} : { parameters: input_schema };
  return { type, function: { ...facts, ...parameters } };
}
