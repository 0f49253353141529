import type { ChatCompletionChunk, ChunkChoice, ChunkDelta } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion, CompletionChoice, CompletionMessage } from '../wire/chat-completion.js';
import type { ChoiceFields, ChoiceState } from './choice-state.js';
import { copyFields } from '../json/copy-fields.js';
import { isRecord } from '../json/is-record.js';
import { firstText } from './first-text.js';
import { keepShape } from './keep-shape.js';
import { isEmpty } from './merge-fields.js';
import { laterCost, laterUsage } from './reports.js';

/**
 * The state of a completion that is arriving. A snapshot is the completion so far, after a chunk.
 *
 * V8 describes the layout of an object by an internal type, its hidden class. When an object spread copies the result of the same spread,
 * V8 creates another hidden class, and after four of them the spread becomes slow. So a snapshot is not copied from the previous one,
 * but from a `base`, which stays the same object for nearly all chunks.
 */
export interface AppendState {
  readonly choices: readonly ChoiceState[];
  readonly completion: ChatCompletion;
  /** The object from which the next snapshot is copied: has the fields of `completion`, some with older values. Default: `completion`. */
  readonly base?: ChatCompletion;
  /** Names of the fields, except `choices`, whose value in `base` is older than in `completion`. Default: none. */
  readonly changed?: readonly string[];
}

/**
 * Fast path of the reducer for nearly all chunks: those that add text to one choice that has already begun, finish it, or have no choices;
 * {@link firstText} reduces the first chunk. The fast path costs a fraction of the general path, i.e. of the rest of the reducer. Returns
 * undefined for all other chunks, which the general path must reduce.
 */
export function appendText(state: AppendState, chunk: ChatCompletionChunk): AppendState | undefined {
  const { choices, completion } = state;
  if (isInitial(completion)) return firstText(chunk);
  const chunkChoices = chunk.choices ?? [];
  if (chunkChoices.length > 1 || !hasRequiredFields(completion)) return undefined;
  const [choice] = chunkChoices;
  if (choice === undefined) return withFields(state, chunk, choices, completion.choices);
  const position = choices.findIndex(({ index }) => index === choice.index);
  const before = choices[position];
  const grown = before && withText(before, choice);
  if (before === undefined || grown === undefined) return undefined;
  if (grown === before) return withFields(state, chunk, choices, completion.choices);
  const completionChoices = replaced(completion.choices, position, grown.view);
  const result = withFields(state, chunk, replaced(choices, position, grown), completionChoices);
  if (result !== undefined && !before.content && grown.content) keepShape(result.completion, reduceAll);
  return result;
}

/** Returns the snapshots after each chunk, as far as the fast path can reduce the chunks. */
function reduceAll(chunks: readonly ChatCompletionChunk[]): readonly ChatCompletion[] {
  let state: AppendState | undefined = {
    choices: [],
    completion: { id: '', object: 'chat.completion', created: 0, model: '', choices: [] },
  };
  return chunks.flatMap((chunk) => {
    state = state && appendText(state, chunk);
    return state === undefined ? [] : [state.completion];
  });
}

/** Number of fields of the initial completion. */
const fieldCount = 5;

/** Whether no chunk has been reduced yet. */
function isInitial(completion: ChatCompletion): boolean {
  const { id, created, model, choices } = completion;
  const isUnset = choices.length === 0 && id === '' && created === 0 && model === '';
  return isUnset && Object.keys(completion).length === fieldCount;
}

/** Whether the first chunks have set the fields that later chunks do not change. */
function hasRequiredFields({ id, created, model }: ChatCompletion): boolean {
  return id !== '' && created !== 0 && model !== '';
}

/**
 * Returns the state with these choices and with the top-level fields of the chunk, such as `usage`; undefined if the chunk needs the
 * general path. `completionChoices` are the choices as the completion shows them.
 */
function withFields(
  { completion, base = completion, changed = none }: AppendState,
  chunk: ChatCompletionChunk,
  choices: readonly ChoiceState[],
  completionChoices: ChatCompletion['choices'],
): AppendState | undefined {
  let copy: Writable<ChatCompletion> = { ...base };
  copy.choices = completionChoices;
  for (const name of changed) copy[name] = completion[name];
  let names = changed;
  let hasNewField = false;
  for (const key in chunk) {
    if (key === 'venice_parameters' || key === '__proto__') return undefined;
    const value = chunk[key];
    if (value == null || isRequiredField(key)) continue;
    // Most servers send the same fingerprint in every chunk. V8 reads a field faster if its name is in the code.
    if (key === 'system_fingerprint' && value === completion['system_fingerprint']) continue;
    // An inherited property, such as `constructor`, is not a field.
    const oldValue = Object.hasOwn(completion, key) ? completion[key] : undefined;
    if (oldValue === value) continue;
    const usageOrCost = mergeUsageOrCost(completion, key, value);
    if (usageOrCost === undefined) {
      // The number of fields with unknown names is limited, and only the general path counts them.
      if (oldValue === undefined) return undefined;
      if (isEmpty(value)) continue;
    } else if (oldValue === undefined && !hasNewField) {
      copy = copyFields(copy);
      hasNewField = true;
    }
    copy[key] = usageOrCost ?? value;
    if (!names.includes(key)) names = [...names, key];
  }
  if (hasNewField) return { choices, completion: copy, base: copy, changed: none };
  return { choices, completion: copy, base, changed: names };
}

const none: readonly string[] = [];

/** Returns the usage or the cost after one more value from the server; undefined for other fields. */
function mergeUsageOrCost({ usage, cost }: ChatCompletion, key: string, value: unknown): object | undefined {
  if (key === 'usage') return laterUsage(usage, value);
  return key === 'cost' ? laterCost(cost, value) : undefined;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Whether every chunk has this field. */
function isRequiredField(key: string): boolean {
  return key === 'id' || key === 'object' || key === 'created' || key === 'model' || key === 'choices';
}

/**
 * Returns the choice with the text of the delta added, or the same object if the delta is empty; undefined if the choice needs the general
 * path, for example because arrays in it have getters, which a copy would call.
 */
function withText(before: ChoiceState, choice: ChunkChoice): ChoiceState | undefined {
  const { index } = before;
  const oldBase = before.base ?? toBase(before);
  const fields = withChoiceFields(before.fields, choice);
  const { delta } = choice;
  if (oldBase === undefined || fields === undefined || !isRecord(delta) || !isOnlyText(delta))
    return undefined;
  const { reasoning_content: moreReasoning } = delta;
  const content = delta.content == null ? before.content : (before.content ?? '') + delta.content;
  const reasoning = !moreReasoning ? before.reasoning : (before.reasoning ?? '') + moreReasoning;
  const isSame = content === before.content && reasoning === before.reasoning;
  if (isSame && fields === before.fields) return before;
  // Only the general path adds the field `reasoning_content` to a message without reasoning, and keeps the field `reasoning` up to date.
  if (reasoning !== before.reasoning && (before.reasoning === null || fields.isNamedReasoning))
    return undefined;
  const base = fields === before.fields ? oldBase : baseWith(fields, oldBase);
  const view: Writable<CompletionChoice> = { ...base };
  view.message = before.view.message;
  if (!isSame) {
    // Assigning fields after a spread is much faster than naming them in the same object literal.
    const message: Writable<CompletionMessage> = { ...base.message };
    message.content = content;
    if (reasoning !== null) message.reasoning_content = reasoning;
    view.message = message;
  }
  return { index, fields, content, reasoning, view, base };
}

/** Returns the choice of the completion if it can be copied, i.e. if it has no getters and no encrypted reasoning; otherwise undefined. */
function toBase({ fields, view }: ChoiceState): CompletionChoice | undefined {
  const { encrypted, lists, choiceLists } = fields;
  const hasLists = !isEmpty(lists) || !isEmpty(choiceLists) || 'logprobs' in view;
  return hasLists || encrypted !== null ? undefined : view;
}

/** Returns the base with these fields. The message is that of the deltas, even if the server also sends a `message` in a choice. */
function baseWith({ extras, finishReason }: ChoiceFields, base: CompletionChoice): CompletionChoice {
  const copy: Writable<CompletionChoice> = copyFields(base);
  return Object.assign(copy, extras, { message: base.message, finish_reason: finishReason });
}

/** Returns the fields of a choice after those of a chunk, except its delta; undefined if they need the general path. */
function withChoiceFields(fields: ChoiceFields, choice: ChunkChoice): ChoiceFields | undefined {
  const extras = mergeExtras(choice, fields.extras);
  if (extras === undefined) return undefined;
  const finishReason = choice.finish_reason || fields.finishReason;
  const isSame = extras === fields.extras && finishReason === fields.finishReason;
  return isSame ? fields : { ...fields, extras, finishReason };
}

/**
 * Returns the fields of a choice that only some servers send, after those of one more chunk: the same object if nothing has changed;
 * undefined if they need the general path.
 */
function mergeExtras(
  choice: ChunkChoice,
  before: ChoiceFields['extras'],
): ChoiceFields['extras'] | undefined {
  let extras: Record<string, unknown> | undefined;
  for (const key in choice) {
    const value = choice[key];
    if (value == null || key === 'index' || key === 'delta' || key === 'finish_reason') continue;
    if (key === 'logprobs' || key === '__proto__') return undefined;
    const oldValue = Object.hasOwn(before, key) ? before[key] : undefined;
    if (oldValue === value) continue;
    if (oldValue === undefined || isEmpty(value) || Array.isArray(value)) return undefined;
    extras ??= { ...before };
    extras[key] = value;
  }
  return extras ?? before;
}

/** Whether a delta has only a role, content and reasoning. */
function isOnlyText(
  delta: ChunkDelta,
): delta is { content?: string | null; reasoning_content?: string | null } {
  for (const key in delta) {
    const value = delta[key];
    if (value == null || key === 'role') continue;
    if (typeof value !== 'string' || (key !== 'content' && key !== 'reasoning_content')) return false;
  }
  return true;
}

/** Returns a copy of the array with another item at this position. */
function replaced<T>(list: readonly T[], position: number, item: T): readonly T[] {
  if (list.length === 1) return [item];
  const copy = list.slice();
  copy[position] = item;
  return copy;
}
