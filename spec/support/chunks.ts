import type { ChatCompletionChunk, ChunkDelta, ToolCallDelta } from 'venice-rx';

const head = {
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1_790_000_000,
  model: 'm',
} as const;

/** A chunk that adds `delta` to one choice. */
export function deltaChunk(delta: ChunkDelta, index = 0): ChatCompletionChunk {
  return { ...head, choices: [{ index, delta, finish_reason: null }] };
}

/** A chunk that adds text. */
export function chunk(content: string, index = 0): ChatCompletionChunk {
  return deltaChunk({ content }, index);
}

/** The first chunk of Venice: a role and no text. */
export const roleChunk: ChatCompletionChunk = deltaChunk({ role: 'assistant', content: '' });

/** A chunk that ends one choice. */
export function finishChunk(finish_reason = 'stop', index = 0): ChatCompletionChunk {
  return { ...head, choices: [{ index, delta: { content: null }, finish_reason }] };
}

/** The last chunk of Venice: usage and cost, and no choices. */
export const usageChunk: ChatCompletionChunk = {
  ...head,
  choices: [],
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  cost: { usd: 0.001, diem: 0 },
};

/** A chunk that brings pieces of tool calls. */
export function toolChunk(...tool_calls: ToolCallDelta[]): ChatCompletionChunk {
  return deltaChunk({ tool_calls });
}
