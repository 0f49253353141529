interface Block {
  readonly type?: unknown;
  readonly id?: unknown;
  readonly name?: unknown;
  readonly input?: unknown;
  readonly tool_use_id?: unknown;
  readonly content?: unknown;
  readonly text?: unknown;
}

/** Converts a message to Venice's format: Anthropic's `tool_use` and `tool_result` blocks become tool calls and tool messages. */
export function toVeniceMessages(message: unknown): readonly unknown[] {
  const { role, content } = Object(message) as { readonly role?: unknown; readonly content?: unknown };
  if (!Array.isArray(content)) return [message];

  const blocks = content as readonly Block[];
  const toolType = role === 'assistant' ? 'tool_use' : 'tool_result';
  const toolBlocks = blocks.filter((block) => isOfType(block, toolType));
  const others = blocks.filter((block) => !isOfType(block, toolType));
  if (toolBlocks.length === 0) return [message];
  const rest = others.length > 0 ? others : null;
  if (role === 'assistant') {
    return [{ ...(message as object), content: rest, tool_calls: toolBlocks.map(toToolCall) }];
  }
  return [...toolBlocks.map(toToolResult), ...(rest ? [{ ...(message as object), content: rest }] : [])];
}

function isOfType(block: Block | null, type: string): boolean {
  return block?.type === type;
}

function toToolCall({ id, name, input = {} }: Block): object {
  return { id, type: 'function', function: { name, arguments: JSON.stringify(input) } };
}

function toToolResult({ tool_use_id, content = '' }: Block): object {
  return { role: 'tool', tool_call_id: tool_use_id, content: toText(content) };
}

function toText(content: unknown): unknown {
  if (!Array.isArray(content)) return content;
  return (content as readonly Block[]).map(({ text }) => (typeof text === 'string' ? text : '')).join('');
}
