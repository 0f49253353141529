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
 * A state, and the source of the next snapshot. V8 creates a hidden class for each object spread whose source comes from the
 * same spread, and gives up after four: so snapshots are not copied from snapshots, but from a `base` that nearly all chunks keep.
 */
export interface SoFar {
  readonly choices: readonly ChoiceState[];
  readonly completion: ChatCompletion;
  /** Has the fields of `completion`, some with older values. Default: `completion`. */
  readonly base?: ChatCompletion;
  /** Names of the fields with another value in `completion`, besides `choices`. Default: none. */
  readonly changed?: readonly string[];
}

/**
 * Fast path for a chunk that only adds text to one known choice or finishes it, besides the fields that every chunk has, and for
 * a chunk without choices; returns undefined for any other. Nearly all chunks are of this kind, and cost a fraction here.
 */
export function appendText(state: SoFar, chunk: ChatCompletionChunk): SoFar | undefined {
  const { choices, completion } = state;
  if (isInitial(completion)) return firstText(chunk);
  const given = chunk.choices ?? [];
  if (given.length > 1 || !isKnown(completion)) return undefined;
  const [choice] = given;
  if (choice === undefined) return withFields(state, chunk, choices, completion.choices);
  const position = choices.findIndex(({ index }) => index === choice.index);
  const before = choices[position];
  const grown = before && withText(before, choice);
  if (before === undefined || grown === undefined) return undefined;
  if (grown === before) return withFields(state, chunk, choices, completion.choices);
  const views = replaced(completion.choices, position, grown.view);
  const result = withFields(state, chunk, replaced(choices, position, grown), views);
  if (result !== undefined && !before.content && grown.content) keepShape(result.completion);
  return result;
}

/** Number of the fields of a completion that are always there. */
const fieldCount = 5;

/** Whether nothing has arrived yet. */
function isInitial(completion: ChatCompletion): boolean {
  const { id, created, model, choices } = completion;
  const isUnset = choices.length === 0 && id === '' && created === 0 && model === '';
  return isUnset && Object.keys(completion).length === fieldCount;
}

/** Whether the fields that the first chunk decides are set. */
function isKnown({ id, created, model }: ChatCompletion): boolean {
  return id !== '' && created !== 0 && model !== '';
}

/** The state with these choices and the top-level fields of the chunk, such as its usage. */
function withFields(
  { completion, base = completion, changed = none }: SoFar,
  chunk: ChatCompletionChunk,
  choices: readonly ChoiceState[],
  views: ChatCompletion['choices'],
): SoFar | undefined {
  let copy: Writable<ChatCompletion> = { ...base };
  copy.choices = views;
  for (const name of changed) copy[name] = completion[name];
  let names = changed;
  let hasMore = false;
  for (const key in chunk) {
    if (key === 'venice_parameters' || key === '__proto__') return undefined;
    const value = chunk[key];
    if (value == null || isOwn(key)) continue;
    // Not an inherited one, such as `constructor`.
    const known = Object.hasOwn(completion, key) ? completion[key] : undefined;
    if (known === value) continue;
    const report = getReport(completion, key, value);
    if (report === undefined) {
      // Fields of unknown names are counted, which only the general path does.
      if (known === undefined) return undefined;
      if (isEmpty(value)) continue;
    } else if (known === undefined && !hasMore) {
      copy = copyFields(copy);
      hasMore = true;
    }
    copy[key] = report ?? value;
    if (!names.includes(key)) names = [...names, key];
  }
  if (hasMore) return { choices, completion: copy, base: copy, changed: none };
  return { choices, completion: copy, base, changed: names };
}

const none: readonly string[] = [];

function getReport({ usage, cost }: ChatCompletion, key: string, value: unknown): object | undefined {
  if (key === 'usage') return laterUsage(usage, value);
  return key === 'cost' ? laterCost(cost, value) : undefined;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

function isOwn(key: string): boolean {
  return key === 'id' || key === 'object' || key === 'created' || key === 'model' || key === 'choices';
}

/** The choice with the text of its delta; unchanged if that is empty. Lists have getters, which a copy would call. */
function withText(before: ChoiceState, choice: ChunkChoice): ChoiceState | undefined {
  const { index } = before;
  const oldBase = before.base ?? toBase(before);
  const fields = withChoiceFields(before.fields, choice);
  const { delta } = choice;
  if (oldBase === undefined || fields === undefined || !isRecord(delta) || !isOnlyText(delta))
    return undefined;
  const { reasoning_content: reasoned } = delta;
  const content = delta.content == null ? before.content : (before.content ?? '') + delta.content;
  const reasoning = !reasoned ? before.reasoning : (before.reasoning ?? '') + reasoned;
  const isSame = content === before.content && reasoning === before.reasoning;
  if (isSame && fields === before.fields) return before;
  // The first piece also adds a field to the message.
  if (reasoning !== before.reasoning && (before.reasoning === null || fields.isNamedReasoning))
    return undefined;
  const base = fields === before.fields ? oldBase : baseWith(fields, oldBase);
  const view: Writable<CompletionChoice> = { ...base };
  view.message = before.view.message;
  if (!isSame) {
    // Setting fields after a copy costs a fraction of naming them together with it.
    const message: Writable<CompletionMessage> = { ...base.message };
    message.content = content;
    if (reasoning !== null) message.reasoning_content = reasoning;
    view.message = message;
  }
  return { index, fields, content, reasoning, view, base };
}

/** The view, if it can be copied: it has no getters, and its reasoning is all readable. */
function toBase({ fields, view }: ChoiceState): CompletionChoice | undefined {
  const { encrypted, lists, choiceLists } = fields;
  const hasLists = !isEmpty(lists) || !isEmpty(choiceLists) || 'logprobs' in view;
  return hasLists || encrypted !== null ? undefined : view;
}

/** A server may send a `message` next to its deltas: the deltas win. */
function baseWith({ extras, finishReason }: ChoiceFields, base: CompletionChoice): CompletionChoice {
  const copy: Writable<CompletionChoice> = copyFields(base);
  return Object.assign(copy, extras, { message: base.message, finish_reason: finishReason });
}

/** The fields with those of the choice, except its delta; undefined if they need the general path. */
function withChoiceFields(fields: ChoiceFields, choice: ChunkChoice): ChoiceFields | undefined {
  const extras = mergeExtras(choice, fields.extras);
  if (extras === undefined) return undefined;
  const finishReason = choice.finish_reason || fields.finishReason;
  const isSame = extras === fields.extras && finishReason === fields.finishReason;
  return isSame ? fields : { ...fields, extras, finishReason };
}

/** Choice fields that only some servers send; the previous ones if absent. */
function mergeExtras(
  choice: ChunkChoice,
  before: ChoiceFields['extras'],
): ChoiceFields['extras'] | undefined {
  let extras: Record<string, unknown> | undefined;
  for (const key in choice) {
    const value = choice[key];
    if (value == null || key === 'index' || key === 'delta' || key === 'finish_reason') continue;
    if (key === 'logprobs' || key === '__proto__') return undefined;
    const known = Object.hasOwn(before, key) ? before[key] : undefined;
    if (known === value) continue;
    if (known === undefined || isEmpty(value) || Array.isArray(value)) return undefined;
    extras ??= { ...before };
    extras[key] = value;
  }
  return extras ?? before;
}

/** Whether a delta has only a role and text: content, or reasoning. */
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

function replaced<T>(list: readonly T[], position: number, item: T): readonly T[] {
  if (list.length === 1) return [item];
  const copy = list.slice();
  copy[position] = item;
  return copy;
}
