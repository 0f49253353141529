import type { ChatCompletionChunk, ChunkChoice, ChunkDelta } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion, CompletionChoice, CompletionMessage } from '../wire/chat-completion.js';
import { type ChoiceState, choiceState } from './choice-state.js';
import { isRecord } from '../json/is-record.js';
import { keepShape } from './keep-shape.js';
import { isEmpty } from './merge-fields.js';
import { laterCost, laterUsage } from './reports.js';

/** State before a chunk. */
interface SoFar {
  readonly choices: readonly ChoiceState[];
  readonly completion: ChatCompletion;
}

/**
 * Fast path for a chunk that only adds text to one known choice, besides the fields that every chunk has; returns undefined for
 * any other. Nearly all chunks are of this kind, and cost a fraction here.
 */
export function appendText({ choices, completion }: SoFar, chunk: ChatCompletionChunk): SoFar | undefined {
  const given: ChunkChoice | undefined = chunk.choices?.length === 1 ? chunk.choices[0] : undefined;
  const position = given === undefined ? -1 : choices.findIndex(({ index }) => index === given.index);
  const before = choices[position];
  if (given === undefined || before === undefined || !isKnown(completion)) return undefined;
  const grown = withText(before, given);
  if (grown === undefined) return undefined;
  const result = mergeFields(chunk, completion);
  if (result === undefined) return undefined;
  if (grown === before) return { choices, completion: result };
  result.choices = replaced(completion.choices, position, grown.view);
  if (!before.content) keepShape(result);
  return { choices: replaced(choices, position, grown), completion: result };
}

/** Whether the fields that the first chunk decides are set. */
function isKnown({ id, created, model }: ChatCompletion): boolean {
  return id !== '' && created !== 0 && model !== '';
}

/** Copies the completion with the top-level fields of the chunk, such as its usage. */
function mergeFields(
  chunk: ChatCompletionChunk,
  completion: ChatCompletion,
): Writable<ChatCompletion> | undefined {
  const copy: Writable<ChatCompletion> = { ...completion };
  for (const key in chunk) {
    if (key === 'venice_parameters' || key === '__proto__') return undefined;
    const value = chunk[key];
    if (value == null || isOwn(key)) continue;
    const known = completion[key];
    if (known === value) continue;
    const report = getReport(completion, key, value);
    if (report !== undefined) copy[key] = report;
    // Fields of unknown names are counted, which only the general path does.
    else if (known === undefined) return undefined;
    else if (!isEmpty(value)) copy[key] = value;
  }
  return copy;
}

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
  const extras = mergeExtras(choice, before.extras);
  const { delta } = choice;
  if (extras === undefined || !isRecord(delta) || !isPlain(delta)) return undefined;
  const { lists, choiceLists, encrypted } = before;
  if (!isEmpty(lists) || !isEmpty(choiceLists) || encrypted !== null || 'logprobs' in before.view)
    return undefined;
  const { reasoning_content: reasoned } = delta;
  const content = delta.content == null ? before.content : (before.content ?? '') + delta.content;
  const reasoning = !reasoned ? before.reasoning : (before.reasoning ?? '') + reasoned;
  const isSame = content === before.content && reasoning === before.reasoning;
  if (isSame && extras === before.extras) return before;
  // The first piece also adds a field to the message.
  if (reasoning !== before.reasoning && (before.reasoning === null || before.isNamedReasoning))
    return undefined;
  // A server may send a `message` next to its deltas: the deltas win.
  const view: Writable<CompletionChoice> =
    extras === before.extras
      ? { ...before.view }
      : { ...before.view, ...extras, message: before.view.message };
  if (!isSame) {
    // Setting fields after a copy costs a fraction of naming them together with it.
    const message: Writable<CompletionMessage> = { ...before.view.message };
    message.content = content;
    if (reasoning !== null) message.reasoning_content = reasoning;
    view.message = message;
  }
  return choiceState(before, view, { content, reasoning, extras });
}

/** Choice fields that only some servers send; the previous ones if absent. */
function mergeExtras(choice: ChunkChoice, before: ChoiceState['extras']): ChoiceState['extras'] | undefined {
  let extras: Record<string, unknown> | undefined;
  for (const key in choice) {
    const value = choice[key];
    if (value == null || key === 'index' || key === 'delta') continue;
    if (key === 'finish_reason' || key === 'logprobs' || key === '__proto__') return undefined;
    if (before[key] === value) continue;
    if (before[key] === undefined || isEmpty(value) || Array.isArray(value)) return undefined;
    extras ??= { ...before };
    extras[key] = value;
  }
  return extras ?? before;
}

/** Whether a delta has only a role and text: content, or reasoning. */
function isPlain(delta: ChunkDelta): delta is { content?: string | null; reasoning_content?: string | null } {
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
