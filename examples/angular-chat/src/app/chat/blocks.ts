import type { AssistantMessage, ConversationEntry, ConversationToolCall, UserMessage } from 'venice-rx';

/** One block of the page: a question, or an answer with all its steps. */
export interface Block {
  readonly kind: 'answer' | 'question';
  /** Id of the entry before the block. All versions share it, so a view keeps its focus when another version is selected. */
  readonly place: string;
  readonly entries: readonly [ConversationEntry, ...ConversationEntry[]];
}

/** Groups the entries of a path. A block whose entries have not changed is the same object as before. */
export function toBlocks(
  entries: readonly ConversationEntry[],
  before: readonly Block[] = [],
): readonly Block[] {
  const blocks: Block[] = [];
  for (const entry of entries) {
    const { role } = entry.message;
    const last = blocks.at(-1);
    if (role === 'user') blocks.push({ kind: 'question', place: entry.parentId ?? '', entries: [entry] });
    else if (last?.kind === 'answer') blocks.splice(-1, 1, { ...last, entries: [...last.entries, entry] });
    else if (role === 'assistant')
      blocks.push({ kind: 'answer', place: entry.parentId ?? '', entries: [entry] });
  }
  return blocks.map((block, index) => {
    const known = before[index];
    return known !== undefined && isSame(known, block) ? known : block;
  });
}

function isSame({ entries: some }: Block, { entries: others }: Block): boolean {
  return some.length === others.length && some.every((entry, index) => entry === others[index]);
}

/** A part of an answer. */
export type AnswerPart =
  | { readonly kind: 'call'; readonly call: ConversationToolCall }
  | { readonly kind: 'reasoning'; readonly text: string; readonly isOver: boolean }
  | { readonly kind: 'text'; readonly text: string };

/** The reasoning, text and tool calls of an answer, in order. */
export function toParts(entries: readonly ConversationEntry[]): readonly AnswerPart[] {
  return entries.flatMap(({ message, toolCalls }) => {
    if (message.role !== 'assistant') return [];
    const text = toText(message.content);
    const reasoning = message.reasoning_content ?? '';
    const calls = (message.tool_calls ?? []).map(
      (call) =>
        toolCalls.find((known) => known.call.id === call.id) ?? ({ call, status: 'running' } as const),
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

/** The text of a message. */
export function toText(content: AssistantMessage['content'] | UserMessage['content']): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map((part) => (part.type === 'text' ? part.text : `[${part.type}]`)).join('\n');
}
