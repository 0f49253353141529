import type { ChunkChoice, ChunkDelta } from '../wire/chat-completion-chunk.js';
import type { ToolCallDelta } from '../wire/tool-call.js';
import { getContent, getReasoning } from './delta-text.js';
import { type GrowingList, append } from './growing-list.js';
import { joinItems, joinObjects } from './join-pieces.js';
import { assertBelowMaxParts } from '../errors/assert-below-max-parts.js';
import { type SkipField, isEmpty, mergeFields, skipNames } from './merge-fields.js';
import { isNonEmptyString } from '../json/is-non-empty-string.js';
import { isObject, isRecord } from '../json/is-record.js';
import { setProperty } from '../json/set-property.js';
import { assembleToolCalls } from './tool-call-assembly.js';
import type { ToolCallState } from './tool-call-state.js';
import {
  type ChoiceFields,
  type ChoiceState,
  type GrowingLists,
  choiceFieldNames,
  choiceState,
  emptyChoice,
  currentFields,
} from './choice-state.js';
import { toChoiceView } from './choice-view.js';
import { appendTextFields, textFields } from './text-fields.js';

const skipChoiceField = skipNames(['index', 'delta', 'finish_reason', 'logprobs']);
const skipDeltaField = skipNames([
  'role',
  'content',
  'reasoning_content',
  'reasoning',
  'reasoning_encrypted',
  'tool_calls',
  ...textFields,
]);
/** Also skips `message`, which is assembled from the deltas: some servers send an array in this field. */
const skipChoiceFieldAndMessage: SkipField = (name, value) =>
  name === 'message' || skipChoiceField(name, value);
// Single values go to `extras` and `messageExtras`. Values that later chunks may extend are collected by `growLists`: the lists of
// a choice; the lists and objects of a delta (`isObject` is also true for a list).
const skipChoiceLists: SkipField = (name, value) => Array.isArray(value) || skipChoiceField(name, value);
const skipDeltaListsAndObjects: SkipField = (name, value) => isObject(value) || skipDeltaField(name, value);
const skipEmptyAndLists: SkipField = (_name, value) => value == null || Array.isArray(value);

/** Returns the state of a choice after one more chunk of that choice; the same state if the chunk adds nothing. */
export function reduceChoice(state: ChoiceState | undefined, choice: ChunkChoice): ChoiceState {
  const delta: ChunkDelta = isRecord(choice.delta) ? choice.delta : {};
  const previous = state && { fields: currentFields(state), view: state.view };
  const before = previous?.fields ?? emptyChoice(choice.index);
  const isEncrypted = delta.reasoning_encrypted === true;
  const reasoning = getReasoning(delta);
  const logprobs = isRecord(choice.logprobs) ? normalizeLogprobs(choice.logprobs) : {};
  const next: ChoiceFields = {
    ...before,
    content:
      typeof delta.content === 'string' || Array.isArray(delta.content)
        ? (before.content ?? '') + getContent(delta)
        : before.content,
    reasoning: isEncrypted ? before.reasoning : concatText(before.reasoning, reasoning),
    encrypted: isEncrypted ? concatText(before.encrypted, reasoning) : before.encrypted,
    // A server that sends reasoning in the field `reasoning` expects this field in the next request.
    isNamedReasoning: before.isNamedReasoning || isNonEmptyString(delta.reasoning),
    texts: appendTextFields(before.texts, delta),
    toolCalls: reduceToolCalls(before.toolCalls, delta.tool_calls),
    lists: growLists(before.lists, delta, skipDeltaField, joinItems),
    choiceLists: growLists(before.choiceLists, choice, skipChoiceFieldAndMessage),
    logprobs: growLists(before.logprobs, logprobs),
    logprobExtras: mergeFields(before.logprobExtras, logprobs, skipEmptyAndLists),
    finishReason: choice.finish_reason || before.finishReason,
    extras: mergeFields(before.extras, choice, skipChoiceLists),
    messageExtras: mergeFields(before.messageExtras, delta, skipDeltaListsAndObjects),
  };
  const isSame = choiceFieldNames.every((name) => next[name] === before[name]);
  return state !== undefined && isSame ? state : choiceState(next, toChoiceView(next, previous));
}

function concatText(before: string | null, more: string): string | null {
  return more === '' ? before : (before ?? '') + more;
}

function reduceToolCalls(
  before: ToolCallState | undefined,
  pieces: ChunkDelta['tool_calls'],
): ToolCallState | undefined {
  const calls = Array.isArray(pieces) ? (pieces as readonly ToolCallDelta[]).filter(isRecord) : [];
  return calls.length === 0 ? before : assembleToolCalls(before, calls);
}

/**
 * Appends the arrays of `source` to the lists of the same name; reading a list calls `joinList`. If the caller passes `joinList`, objects
 * of `source` count as pieces of one object, which are collected in a list and merged when it is read. Otherwise objects are skipped.
 */
function growLists(
  lists: GrowingLists,
  source: Readonly<Record<string, unknown>>,
  skipField: SkipField = () => false,
  joinList: (items: readonly unknown[]) => unknown = unchanged,
): GrowingLists {
  let result: Record<string, GrowingList<unknown, unknown>> | undefined;
  for (const field in source) {
    const value = source[field];
    if (!isObject(value) || skipField(field, value)) continue;
    const isList = Array.isArray(value);
    if (!isList && joinList === unchanged) continue;
    // A server may send a field named `constructor` or `__proto__`.
    const before = Object.hasOwn(lists, field) ? lists[field] : undefined;
    const more: readonly unknown[] = isList ? value : before && isEmpty(value) ? [] : [value];
    if (before !== undefined && more.length === 0) continue;
    if (before === undefined) assertBelowMaxParts(Object.keys(result ?? lists).length, 'fields');
    result ??= { ...lists };
    setProperty(result, field, append(before, more, isList ? joinList : joinPieces));
  }
  return result ?? lists;
}

function unchanged(items: readonly unknown[]): readonly unknown[] {
  return items;
}

function joinPieces(pieces: readonly unknown[]): unknown {
  return joinObjects(pieces.filter(isRecord));
}

/** Wraps the log probabilities of a single token in a list: some servers send them without one. */
function normalizeLogprobs(logprobs: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return 'token' in logprobs ? { content: [logprobs] } : logprobs;
}
