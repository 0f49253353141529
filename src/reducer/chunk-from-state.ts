import type { ChatCompletionChunk, ChunkChoice } from '../wire/chat-completion-chunk.js';
import { type CompletionState, getChoices } from './completion-state.js';
import { chunkFromCompletion } from './chunk-from-completion.js';
import type { ChoiceState } from './choice-state.js';
import type { GrowingList } from './growing-list.js';
import { toToolCallDeltas } from './tool-call-assembly.js';

/** Returns one chunk with all output so far. */
export function chunkFromState(state: CompletionState): ChatCompletionChunk {
  const { choices, completion } = state;
  // After a whole completion, there is no state of its choices.
  if (choices.length === 0 && completion.choices.length > 0) return chunkFromCompletion(completion);
  return {
    ...completion,
    object: 'chat.completion.chunk',
    choices: getChoices(state).flatMap(toChunkChoices),
  };
}

/** Opaque reasoning needs a separate entry, since the flag that marks it applies to a whole delta. */
function toChunkChoices(state: ChoiceState): ChunkChoice[] {
  const { index, content, reasoning, encrypted, texts, toolCalls, lists } = state;
  const logprobs = { ...state.logprobExtras, ...toArrays(state.logprobs) };
  const choice: ChunkChoice = {
    ...state.extras,
    index,
    delta: {
      ...state.messageExtras,
      role: 'assistant',
      ...(content !== null && { content }),
      ...(reasoning !== null && { reasoning_content: reasoning }),
      ...texts,
      ...(toolCalls && { tool_calls: toToolCallDeltas(toolCalls) }),
      ...toArrays(lists),
    },
    ...(Object.keys(logprobs).length > 0 && { logprobs }),
    finish_reason: state.finishReason,
  };
  if (encrypted === null) return [choice];
  return [choice, { index, delta: { reasoning_content: encrypted, reasoning_encrypted: true } }];
}

function toArrays(lists: Readonly<Record<string, GrowingList<unknown>>>): Record<string, readonly unknown[]> {
  return Object.fromEntries(Object.entries(lists).map(([field, list]) => [field, list.read()]));
}
