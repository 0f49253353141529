import type { ChunkChoice, ChunkDelta } from '../wire/chat-completion-chunk.js';
import type { ToolCallDelta } from '../wire/tool-call.js';
import { getContent, getReasoning } from './delta-text.js';
import { type GrowingList, append } from './growing-list.js';
import { assertBelow } from '../errors/assert-below.js';
import { mergeFields, skipNames } from './merge-fields.js';
import { isRecord } from '../json/is-record.js';
import { setProperty } from '../json/set-property.js';
import { assembleToolCalls } from './tool-call-assembly.js';
import type { ToolCallState } from './tool-call-state.js';
import {
  type ChoiceFields,
  type ChoiceState,
  choiceFieldNames,
  choiceState,
  emptyChoice,
} from './choice-state.js';
import { viewOfChoice } from './choice-view.js';
import { appendTextFields, textFields } from './text-fields.js';

const growingFields = ['reasoning_details', 'annotations'];
const skipChoiceField = skipNames(['index', 'delta', 'finish_reason', 'logprobs']);
const skipDeltaField = skipNames([
  'role',
  'content',
  'reasoning_content',
  'reasoning',
  'reasoning_encrypted',
  'tool_calls',
  ...textFields,
  ...growingFields,
]);
const skipEmptyAndLists = (_name: string, value: unknown): boolean => value == null || Array.isArray(value);

/** The choice after one more chunk of it; the same state if the chunk adds nothing. */
export function reduceChoice(state: ChoiceState | undefined, choice: ChunkChoice): ChoiceState {
  const delta: ChunkDelta = isRecord(choice.delta) ? choice.delta : {};
  const before: ChoiceFields = state ?? emptyChoice(choice.index);
  const isEncrypted = delta.reasoning_encrypted === true;
  const reasoning = getReasoning(delta);
  const logprobs = isRecord(choice.logprobs) ? normalizeLogprobs(choice.logprobs) : {};
  const listFields = Object.keys(logprobs).filter((field) => Array.isArray(logprobs[field]));
  const next: ChoiceFields = {
    ...before,
    content:
      typeof delta.content === 'string' || Array.isArray(delta.content)
        ? (before.content ?? '') + getContent(delta)
        : before.content,
    reasoning: isEncrypted ? before.reasoning : join(before.reasoning, reasoning),
    encrypted: isEncrypted ? join(before.encrypted, reasoning) : before.encrypted,
    texts: appendTextFields(before.texts, delta),
    toolCalls: reduceToolCalls(before.toolCalls, delta.tool_calls),
    lists: growLists(before.lists, delta, growingFields),
    logprobs: growLists(before.logprobs, logprobs, listFields),
    logprobExtras: mergeFields(before.logprobExtras, logprobs, skipEmptyAndLists),
    finishReason: choice.finish_reason || before.finishReason,
    extras: mergeFields(before.extras, choice, skipChoiceField),
    messageExtras: mergeFields(before.messageExtras, delta, skipDeltaField),
  };
  const isSame = state !== undefined && choiceFieldNames.every((name) => next[name] === state[name]);
  return isSame ? state : choiceState(next, viewOfChoice(next, state));
}

function join(before: string | null, more: string): string | null {
  return more === '' ? before : (before ?? '') + more;
}

function reduceToolCalls(
  before: ToolCallState | undefined,
  pieces: ChunkDelta['tool_calls'],
): ToolCallState | undefined {
  const calls = Array.isArray(pieces) ? (pieces as readonly ToolCallDelta[]).filter(isRecord) : [];
  return calls.length === 0 ? before : assembleToolCalls(before, calls);
}

function growLists<T>(
  lists: Readonly<Record<string, GrowingList<T>>>,
  source: Readonly<Record<string, unknown>>,
  fields: readonly string[],
): Readonly<Record<string, GrowingList<T>>> {
  let result: Record<string, GrowingList<T>> | undefined;
  for (const field of fields) {
    const more = source[field];
    if (!Array.isArray(more)) continue;
    // A server may send a field named `constructor` or `__proto__`.
    const before = Object.hasOwn(lists, field) ? lists[field] : undefined;
    const list = append(before, more as readonly T[]);
    if (list === before) continue;
    if (before === undefined) assertBelow(Object.keys(result ?? lists).length, 'fields');
    result ??= { ...lists };
    setProperty(result, field, list);
  }
  return result ?? lists;
}

/** Some servers send the log probabilities of one token instead of a list. */
function normalizeLogprobs(logprobs: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return 'token' in logprobs ? { content: [logprobs] } : logprobs;
}
