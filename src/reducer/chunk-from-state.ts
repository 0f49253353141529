import type { ChatCompletionChunk, ChunkChoice } from '../wire/chat-completion-chunk.js';
import { type CompletionState, getChoices } from './completion-state.js';
import { chunkFromCompletion } from './chunk-from-completion.js';
import { type ChoiceState, type GrowingLists, currentFields } from './choice-state.js';
import { toToolCallDeltas } from './tool-call-assembly.js';

/** Returns one chunk that replaces all chunks so far (see {@link CompletionState}). */
export function chunkFromState(state: CompletionState): ChatCompletionChunk {
  const { choices, completion } = state;
  // If the state was created from a whole completion, the state of its choices is missing.
  if (choices.length === 0 && completion.choices.length > 0) return chunkFromCompletion(completion);
  return {
    ...completion,
    object: 'chat.completion.chunk',
    choices: getChoices(state).flatMap(toChunkChoices),
  };
}

/**
 * Returns the state of one choice as one or two choices of a chunk. Encrypted reasoning needs a separate choice, since the field that marks
 * it applies to a whole delta.
 */
function toChunkChoices(state: ChoiceState): ChunkChoice[] {
  const fields = currentFields(state);
  const { index, content, reasoning, encrypted, isNamedReasoning, texts, toolCalls, lists } = fields;
  const logprobs = { ...fields.logprobExtras, ...readAll(fields.logprobs) };
  const choice: ChunkChoice = {
    ...fields.extras,
    ...readAll(fields.choiceLists),
    index,
    delta: {
      ...fields.messageExtras,
      role: 'assistant',
      ...(content !== null && { content }),
      ...(reasoning !== null && { reasoning_content: reasoning, ...(isNamedReasoning && { reasoning }) }),
      ...texts,
      ...(toolCalls && { tool_calls: toToolCallDeltas(toolCalls) }),
      ...readAll(lists),
    },
    ...(Object.keys(logprobs).length > 0 && { logprobs }),
    finish_reason: fields.finishReason,
  };
  if (encrypted === null) return [choice];
  const named = { reasoning_content: encrypted, ...(isNamedReasoning && { reasoning: encrypted }) };
  return [choice, { index, delta: { ...named, reasoning_encrypted: true } }];
}

function readAll(lists: GrowingLists): Record<string, unknown> {
  return Object.fromEntries(Object.entries(lists).map(([field, list]) => [field, list.read()]));
}
