import type {
  AssistantMessage,
  ConversationEntry,
  ConversationToolCall,
  ToolCall,
  UserMessage,
} from 'venice-rx';

/** What the page shows, from top to bottom: questions, and answers with all that their tools did. */
export type Entry = Answer | Question;

/** What the user has said. */
export interface Question {
  readonly kind: 'question';
  /** Id of its entry in the conversation. */
  readonly id: string;
  readonly text: string;
}

/** All that comes until the user speaks again. */
export interface Answer {
  readonly kind: 'answer';
  /** Id of its first entry in the conversation. */
  readonly id: string;
  readonly parts: readonly AnswerPart[];
}

export type AnswerPart =
  | { readonly kind: 'call'; readonly call: CallView }
  | { readonly kind: 'reasoning'; readonly text: string; readonly isOver: boolean }
  | { readonly kind: 'text'; readonly text: string };

/** A call of a tool, as it stands. */
export interface CallView {
  readonly id: string;
  readonly name: string;
  /** JSON. */
  readonly arguments: string;
  readonly status: ConversationToolCall['status'];
  /** What the tool has emitted last, or has returned. */
  readonly value?: unknown;
  /** What went wrong. */
  readonly problem?: string;
}

/** The entries that are complete. */
export function toEntries(finished: readonly ConversationEntry[]): readonly Entry[] {
  const results = new Map(
    finished.flatMap(({ message }) =>
      message.role === 'tool' ? [[message.tool_call_id, message.content] as const] : [],
    ),
  );
  const entries: Entry[] = [];
  for (const { id, message } of finished) {
    if (message.role === 'user') entries.push({ kind: 'question', id, text: toText(message.content) });
    if (message.role !== 'assistant') continue;
    const calls = (message.tool_calls ?? []).map((call) => toFinished(call, results.get(call.id)));
    addParts(entries, id, toParts(message, calls));
  }
  return entries;
}

/** The same with an answer that is coming. */
export function withCurrent(
  entries: readonly Entry[],
  current: ConversationEntry | undefined,
): readonly Entry[] {
  if (current?.message.role !== 'assistant') return entries;
  const { id, message, toolCalls } = current;
  const running = new Map(toolCalls.map((entry) => [entry.call.id, entry]));
  const calls = (message.tool_calls ?? []).map((call) => toView(call, running.get(call.id)));
  const all = [...entries];
  addParts(all, id, toParts(message, calls));
  return all;
}

/** Whether the answer of an entry is still coming, or its tools are running. */
export function isCurrent({ status }: ConversationEntry): boolean {
  return status === 'streaming' || status === 'running-tools';
}

/** The text of a message that a user or a model has written. */
export function toText(content: AssistantMessage['content'] | UserMessage['content']): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map((part) => (part.type === 'text' ? part.text : `[${part.type}]`)).join('\n');
}

/** What tools did, and what follows, belongs to one answer. */
function addParts(entries: Entry[], id: string, parts: readonly AnswerPart[]): void {
  const last = entries.at(-1);
  if (last?.kind === 'answer') entries[entries.length - 1] = { ...last, parts: [...last.parts, ...parts] };
  else entries.push({ kind: 'answer', id, parts });
}

function toParts(message: AssistantMessage, calls: readonly CallView[]): readonly AnswerPart[] {
  const text = toText(message.content);
  const reasoning = message.reasoning_content ?? '';
  const isOver = text !== '' || calls.length > 0;
  return [
    ...(reasoning === '' ? [] : [{ kind: 'reasoning', text: reasoning, isOver } as const]),
    ...(text === '' ? [] : [{ kind: 'text', text } as const]),
    ...calls.map((call) => ({ kind: 'call', call }) as const),
  ];
}

function toView(call: ToolCall, state?: ConversationToolCall): CallView {
  const { name, arguments: args } = call.function;
  const value = state?.result ?? state?.progress;
  return {
    id: call.id,
    name,
    arguments: args,
    status: state?.status ?? 'running',
    ...(value !== undefined && { value }),
    ...(state?.error && { problem: state.error.message }),
  };
}

/** Our tools return JSON; what is none is what the model was told of a call that failed or was refused. */
function toFinished(call: ToolCall, content = ''): CallView {
  try {
    return { ...toView(call), status: 'done', value: JSON.parse(content) as unknown };
  } catch {
    return { ...toView(call), status: 'failed', problem: content };
  }
}
