import { appendText } from '#append-text';
import type { AppendState } from './append-text.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { ChoiceState } from './choice-state.js';
import { assertBelowMaxParts } from '../errors/assert-below-max-parts.js';
import { mergeFields, skipNames } from './merge-fields.js';
import { isRecord } from '../json/is-record.js';
import { laterCost, laterUsage } from './reports.js';
import { reduceChoice } from './reduce-choice.js';

/**
 * State of a chat completion in progress. Created by {@link reduceChunk}, read by {@link completionFromState}.
 *
 * `chunkFromState(state)` returns one chunk that replaces all chunks so far: reducing it from the initial state, and then any later chunks,
 * gives the same completion as reducing the later chunks from `state`.
 */
export interface CompletionState {
  /** Internal state of each choice; do not rely on its contents. */
  readonly choices: readonly unknown[];
  /** The completion so far. */
  readonly completion: ChatCompletion;
}

/** The state before the first chunk. */
export const initialCompletionState: CompletionState = {
  choices: [],
  completion: { id: '', object: 'chat.completion', created: 0, model: '', choices: [] },
};

/** Skips the fields of a chunk that are not simply copied. */
const skipField = skipNames([
  'id',
  'object',
  'created',
  'model',
  'choices',
  'venice_parameters',
  'usage',
  'cost',
]);
const skipNothing = (): boolean => false;

/** The completion so far; the same object as long as the state is the same. */
export function completionFromState(state: CompletionState): ChatCompletion {
  return state.completion;
}

/**
 * Returns the state after one more chunk, in time proportional to that chunk. Unchanged parts keep their identity, and earlier
 * states are not modified. Text and arrays of a choice are appended; the first id, model and time are kept; for all other fields the last
 * value that is not empty wins, and a usage or cost of only zeros counts as empty. Throws a `LimitExceededError` for more than 1,000
 * choices, 1,000 tool calls in one choice, or 1,000 unknown fields in one object.
 */
export function reduceChunk(state: CompletionState, chunk: ChatCompletionChunk): CompletionState {
  const oldChoices = getChoices(state);
  const appended = appendText(state as AppendState, chunk);
  if (appended !== undefined) return appended;
  const choices = chunk.choices?.reduce(withChoice, oldChoices) ?? oldChoices;
  const before = state.completion;
  const { id, created, model, venice_parameters } = chunk;
  const usage = laterUsage(before.usage, chunk.usage);
  const cost = laterCost(before.cost, chunk.cost);
  const completion: ChatCompletion = {
    ...mergeFields(before, chunk, skipField),
    ...(isRecord(venice_parameters) && {
      venice_parameters: mergeFields(before.venice_parameters ?? {}, venice_parameters, skipNothing),
    }),
    ...(usage && { usage }),
    ...(cost && { cost }),
    id: before.id || id || '',
    created: before.created || created || 0,
    model: before.model || model || '',
    choices: choices === oldChoices ? before.choices : choices.map((choice) => choice.view),
  };
  return { choices, completion };
}

/** The internal choices of a state, by their `index`. */
export function getChoices(state: CompletionState): readonly ChoiceState[] {
  return state.choices as readonly ChoiceState[];
}

function withChoice(
  choices: readonly ChoiceState[],
  choice: NonNullable<ChatCompletionChunk['choices']>[number],
): readonly ChoiceState[] {
  const index = typeof choice.index === 'number' ? choice.index : 0;
  const position = choices.findIndex((other) => other.index >= index);
  const found = choices[position];
  const isKnown = found?.index === index;
  if (!isKnown) assertBelowMaxParts(choices.length, 'choices');
  if (position < 0) return [...choices, reduceChoice(undefined, { ...choice, index })];
  const next = reduceChoice(isKnown ? found : undefined, { ...choice, index });
  if (next === found) return choices;
  return [...choices.slice(0, position), next, ...choices.slice(isKnown ? position + 1 : position)];
}
