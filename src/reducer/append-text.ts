import type { ChatCompletionChunk, ChunkChoice, ChunkDelta } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion, CompletionChoice, CompletionMessage } from '../wire/chat-completion.js';
import type { ChoiceState } from './choice-state.js';
import { isRecord } from '../json/is-record.js';

/** What a chunk is added to. */
interface SoFar {
  readonly choices: readonly ChoiceState[];
  readonly completion: ChatCompletion;
}

/**
 * What comes of a chunk that brings text for one answer that is known, and beyond that only what every chunk has:
 * undefined where it brings more. Nearly all chunks are of this kind, and cost a fraction here.
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
  return { choices: replaced(choices, position, grown), completion: result };
}

/** Whether later chunks have no say any more in what the first of them decides. */
function isKnown({ id, created, model }: ChatCompletion): boolean {
  return id !== '' && created !== 0 && model !== '';
}

/** A copy of the completion with what the chunk says by itself, such as its usage. */
function mergeFields(
  chunk: ChatCompletionChunk,
  completion: ChatCompletion,
): Writable<ChatCompletion> | undefined {
  const copy: Writable<ChatCompletion> = { ...completion };
  for (const key in chunk) {
    if (key === 'venice_parameters' || key === '__proto__') return undefined;
    const value = chunk[key];
    if (value == null || isOwn(key)) continue;
    // Fields of unknown names are counted, which is left to the other way of reading a chunk.
    if (key !== 'usage' && key !== 'cost' && completion[key] === undefined) return undefined;
    copy[key] = value;
  }
  return copy;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

function isOwn(key: string): boolean {
  return key === 'id' || key === 'object' || key === 'created' || key === 'model' || key === 'choices';
}

/** The answer with the text of its delta; the same one where that is empty. */
function withText(before: ChoiceState, choice: ChunkChoice): ChoiceState | undefined {
  const extras = mergeExtras(choice, before.extras);
  const { delta } = choice;
  if (extras === undefined || !isRecord(delta) || !isPlain(delta)) return undefined;
  if (hasList(before) || before.encrypted !== null || 'logprobs' in before.view) return undefined;
  const { reasoning_content: reasoned } = delta;
  const content = delta.content == null ? before.content : (before.content ?? '') + delta.content;
  const reasoning = !reasoned ? before.reasoning : (before.reasoning ?? '') + reasoned;
  const isSame = content === before.content && reasoning === before.reasoning;
  if (isSame && extras === before.extras) return before;
  // Its first piece also gives the message a field.
  if (reasoning !== before.reasoning && before.reasoning === null) return undefined;
  // A server may send a `message` beside its deltas: the one that they make is the one that counts.
  const view: Writable<CompletionChoice> =
    extras === before.extras
      ? { ...before.view }
      : { ...before.view, ...extras, message: before.view.message };
  if (!isSame) {
    // Fields that are set behind a copy cost a fraction of fields that are named together with it.
    const message: Writable<CompletionMessage> = { ...before.view.message };
    message.content = content;
    if (reasoning !== null) message.reasoning_content = reasoning;
    view.message = message;
  }
  return grownChoice(before, content, reasoning, extras, view);
}

/** The fields of the choice that only some servers send: those before where it has none. */
function mergeExtras(choice: ChunkChoice, before: ChoiceState['extras']): ChoiceState['extras'] | undefined {
  let extras: Record<string, unknown> | undefined;
  for (const key in choice) {
    const value = choice[key];
    if (value == null || key === 'index' || key === 'delta') continue;
    if (key === 'finish_reason' || key === 'logprobs' || key === '__proto__') return undefined;
    if (before[key] === value) continue;
    if (before[key] === undefined) return undefined;
    extras ??= { ...before };
    extras[key] = value;
  }
  return extras ?? before;
}

/** A copy with these in it; named field by field, since a spread of so many costs as much as all the rest of a chunk. */
function grownChoice(
  before: ChoiceState,
  content: string | null,
  reasoning: string | null,
  extras: ChoiceState['extras'],
  view: CompletionChoice,
): ChoiceState {
  const { index, encrypted, refusal, toolCalls, lists, logprobs, logprobExtras } = before;
  const { finishReason, messageExtras } = before;
  return {
    index,
    content,
    reasoning,
    encrypted,
    refusal,
    toolCalls,
    lists,
    logprobs,
    logprobExtras,
    finishReason,
    extras,
    messageExtras,
    view,
  };
}

/** Whether a delta brings nothing but a role and text: content, or reasoning. */
function isPlain(delta: ChunkDelta): delta is { content?: string | null; reasoning_content?: string | null } {
  for (const key in delta) {
    const value = delta[key];
    if (value == null || key === 'role') continue;
    if (typeof value !== 'string' || (key !== 'content' && key !== 'reasoning_content')) return false;
  }
  return true;
}

/** A list in the message is read when its getter is called, as log probabilities are: a copy would call it. */
function hasList({ lists }: ChoiceState): boolean {
  for (const field in lists) return field !== '';
  return false;
}

function replaced<T>(list: readonly T[], position: number, item: T): readonly T[] {
  if (list.length === 1) return [item];
  const copy = list.slice();
  copy[position] = item;
  return copy;
}
