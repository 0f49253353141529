import type { AssistantMessage, ConversationEntry, ConversationToolCall, UserMessage } from 'venice-rx';

/** One block of the page: a question, or an answer with all its steps. */
export interface Block {
  readonly kind: 'answer' | 'question';
  /** Id of the entry before the block. All versions of a block have this id, so a view keeps its focus when another version is selected. */
  readonly parentId: string;
  readonly entries: readonly [ConversationEntry, ...ConversationEntry[]];
}

/** Groups the entries of a path into blocks. Reuses the objects of `previousBlocks` whose entries have not changed. */
export function toBlocks(
  entries: readonly ConversationEntry[],
  previousBlocks: readonly Block[] = [],
): readonly Block[] {
  const blocks: Block[] = [];
  for (const entry of entries) {
    const { role } = entry.message;
    const last = blocks.at(-1);
    if (role === 'user') blocks.push({ kind: 'question', parentId: entry.parentId ?? '', entries: [entry] });
    else if (last?.kind === 'answer') blocks.splice(-1, 1, { ...last, entries: [...last.entries, entry] });
    else if (role === 'assistant')
      blocks.push({ kind: 'answer', parentId: entry.parentId ?? '', entries: [entry] });
  }
  return blocks.map((block, index) => {
    const previous = previousBlocks[index];
    return previous !== undefined && hasSameEntries(previous, block) ? previous : block;
  });
}

function hasSameEntries({ entries: left }: Block, { entries: right }: Block): boolean {
  return left.length === right.length && left.every((entry, index) => entry === right[index]);
}

/** A part of an answer. */
export type AnswerPart =
  | { readonly kind: 'call'; readonly call: ConversationToolCall }
  | { readonly kind: 'reasoning'; readonly text: string; readonly isOver: boolean }
  | { readonly kind: 'text'; readonly text: string };

/** Returns the reasoning, text and tool calls of an answer, in order. */
export function toParts(entries: readonly ConversationEntry[]): readonly AnswerPart[] {
  return entries.flatMap(({ message, toolCalls }) => {
    if (message.role !== 'assistant') return [];
    const text = toText(message.content);
    const reasoning = message.reasoning_content ?? '';
    const calls = (message.tool_calls ?? []).map(
      (call) =>
        toolCalls.find((toolCall) => toolCall.call.id === call.id) ?? ({ call, status: 'running' } as const),
    );
    const isOver = text !== '' || calls.length > 0;
    return [
      ...(reasoning === '' ? [] : [{ kind: 'reasoning', text: reasoning, isOver } as const]),
      ...(text === '' ? [] : [{ kind: 'text', text } as const]),
      ...calls.map((call) => ({ kind: 'call', call }) as const),
    ];
  });
}

/** Whether an answer is still arriving, or its tools are running or await an approval, in this tab or in another one. */
export function isOpen({ entries }: Block): boolean {
  const { status } = entries.at(-1) ?? entries[0];
  return status === 'streaming' || status === 'running-tools' || status === 'awaiting-approval';
}

/** Returns the text of a message, with `[image_url]` and so on for other parts. */
export function toText(content: AssistantMessage['content'] | UserMessage['content']): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map((part) => (part.type === 'text' ? part.text : `[${part.type}]`)).join('\n');
}
