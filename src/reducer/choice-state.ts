// The one list of the fields of a choice. A string that deltas append to is added in text-fields.ts instead. Any other field is
// added here, in reduce-choice.ts (from a delta), choice-view.ts (to the completion) and chunk-from-state.ts (to a delta).
import type { CompletionChoice } from '../wire/chat-completion.js';
import type { GrowingList } from './growing-list.js';
import type { TextFields } from './text-fields.js';
import type { ToolCallState } from './tool-call-state.js';

/** State of one choice. Text is concatenated, which the engine flattens only when it is read. */
export interface ChoiceState extends ChoiceFields {
  /** The choice as a part of the completion. */
  readonly view: CompletionChoice;
}

/** The fields that `ChoiceState.view` is created from. */
export interface ChoiceFields {
  readonly index: number;
  readonly content: string | null;
  readonly reasoning: string | null;
  /** Opaque reasoning; placed after the readable one, since Venice accepts it only there. */
  readonly encrypted: string | null;
  /** Other strings that every delta may extend. */
  readonly texts: TextFields;
  readonly toolCalls: ToolCallState | undefined;
  /** `reasoning_details`, `annotations`: lists that every delta may extend. */
  readonly lists: Readonly<Record<string, GrowingList<unknown>>>;
  /** The lists of the log probabilities, `content` and `refusal` at Venice. */
  readonly logprobs: Readonly<Record<string, GrowingList<unknown>>>;
  readonly logprobExtras: Readonly<Record<string, unknown>>;
  readonly finishReason: string | null;
  /** Fields of the choice and of its message that only some servers send; the last value wins. */
  readonly extras: Readonly<Record<string, unknown>>;
  readonly messageExtras: Readonly<Record<string, unknown>>;
}

/** The fields before the first chunk. */
export function emptyChoice(index: number): ChoiceFields {
  return {
    index,
    content: null,
    reasoning: null,
    encrypted: null,
    texts: {},
    toolCalls: undefined,
    lists: {},
    logprobs: {},
    logprobExtras: {},
    finishReason: null,
    extras: {},
    messageExtras: {},
  };
}

/** The names of the fields. */
export const choiceFieldNames = Object.keys(emptyChoice(0)) as readonly (keyof ChoiceFields)[];

/**
 * Creates a choice state from its fields, except those of the last parameter. In one place and field by field, so that all states
 * have one shape: a spread of so many fields costs as much as the rest of a chunk.
 */
export function choiceState(
  fields: ChoiceFields,
  view: CompletionChoice,
  { content, reasoning, extras }: Pick<ChoiceFields, 'content' | 'extras' | 'reasoning'> = fields,
): ChoiceState {
  const { index, encrypted, texts, toolCalls, lists, logprobs, logprobExtras } = fields;
  const { finishReason, messageExtras } = fields;
  return {
    index,
    content,
    reasoning,
    encrypted,
    texts,
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
