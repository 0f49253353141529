import type { ChatCompletionChunk, ChunkDelta } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion, CompletionChoice } from '../wire/chat-completion.js';
import { isRecord } from '../json/is-record.js';
import { type ChoiceFields, type ChoiceState, choiceState, emptyChoice } from './choice-state.js';

/** Maximum number of further fields in the fast path: more than servers send. Only the general path enforces the limit of 1,000 fields. */
const maxFields = 16;

/** The state after a first chunk. */
export interface FirstText {
  readonly choices: readonly ChoiceState[];
  readonly completion: ChatCompletion;
}

/**
 * Fast path for the first chunk of nearly every answer: one choice with a role or text, and at most `maxFields` fields that not all servers
 * send. Returns undefined for any other chunk, which the general path (the rest of the reducer) must reduce. Many answers are short, so the
 * cost of their first chunk matters.
 */
export function firstText(chunk: ChatCompletionChunk): FirstText | undefined {
  const { choices } = chunk;
  const choice = choices?.length === 1 ? choices[0] : undefined;
  if (choice === undefined || typeof choice.index !== 'number' || !isRecord(choice.delta)) return undefined;
  for (const key in choice) {
    if (key !== 'index' && key !== 'delta' && choice[key] != null) return undefined;
  }
  const { index, delta } = choice;
  if (!isRoleOrContent(delta)) return undefined;
  const content = delta.content ?? null;
  const fields: ChoiceFields = { ...emptyChoice(index), content };
  const view: CompletionChoice = { index, message: { role: 'assistant', content }, finish_reason: null };
  const completion = toCompletion(chunk, view);
  return completion && { choices: [choiceState(fields, view)], completion };
}

function isRoleOrContent(delta: ChunkDelta): delta is { readonly content?: string | null } {
  for (const key in delta) {
    const value = delta[key];
    if (value != null && key !== 'role' && (key !== 'content' || typeof value !== 'string')) return false;
  }
  return true;
}

function toCompletion(chunk: ChatCompletionChunk, view: CompletionChoice): ChatCompletion | undefined {
  const { id, created, model } = chunk;
  const completion: Record<string, unknown> & ChatCompletion = {
    id: id || '',
    object: 'chat.completion',
    created: created || 0,
    model: model || '',
    choices: [view],
  };
  let left = maxFields;
  for (const key in chunk) {
    if (Object.hasOwn(completion, key) || chunk[key] == null) continue;
    left -= 1;
    if (left < 0 || special.includes(key)) return undefined;
    completion[key] = chunk[key];
  }
  return completion;
}

/** Fields with special rules, which only the general path applies. */
const special: readonly string[] = ['venice_parameters', 'usage', 'cost', '__proto__'];
