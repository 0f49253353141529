// This file lists all fields of a choice. To add a string that deltas append to, see text-fields.ts. To add any other field, edit this
// file, reduce-choice.ts (reads it from a delta), choice-view.ts (writes it to the completion) and chunk-from-state.ts (writes it to a delta).
import type { CompletionChoice } from '../wire/chat-completion.js';
import type { GrowingList } from './growing-list.js';
import type { TextFields } from './text-fields.js';
import type { ToolCallState } from './tool-call-state.js';

/** State of one choice. Text is concatenated with `+`; V8 joins the parts only when the text is read. */
export interface ChoiceState {
  readonly index: number;
  /**
   * All fields of the choice. Most chunks change only `content` and `reasoning`, and copying all fields for each of them would be
   * expensive. So these two may be out of date here, and their current values are next to this object.
   */
  readonly fields: ChoiceFields;
  readonly content: string | null;
  readonly reasoning: string | null;
  /** The choice as it is shown in the completion. */
  readonly view: CompletionChoice;
  /**
   * The object from which the next `view` is copied (see `AppendState` in append-text.ts): like `view`, but the text of its message may be
   * out of date. Undefined if the general path (see `appendText`) or `firstText` created this state.
   */
  readonly base: CompletionChoice | undefined;
}

/** Arrays, or objects that arrive in pieces, by the name of their field. */
export type GrowingLists = Readonly<Record<string, GrowingList<unknown, unknown>>>;

/** The fields from which the choice in the completion is created. */
export interface ChoiceFields {
  readonly index: number;
  readonly content: string | null;
  readonly reasoning: string | null;
  /** Encrypted reasoning. It is placed after the readable reasoning, since Venice accepts it only there. */
  readonly encrypted: string | null;
  /** Whether the server has sent the field `reasoning`. It then expects this field, not `reasoning_content`, in the next request. */
  readonly isNamedReasoning: boolean;
  /** Other strings that later deltas may extend. */
  readonly texts: TextFields;
  readonly toolCalls: ToolCallState | undefined;
  /** Arrays and objects of the message that later deltas may extend, such as `reasoning_details`, `annotations` and `audio`. */
  readonly lists: GrowingLists;
  /** Arrays of the choice that later chunks may extend, such as `token_ids`. */
  readonly choiceLists: GrowingLists;
  /** The arrays in `logprobs`; Venice sends `content` and `refusal`. */
  readonly logprobs: GrowingLists;
  readonly logprobExtras: Readonly<Record<string, unknown>>;
  readonly finishReason: string | null;
  /** Fields of the choice that only some servers send; the last value that is not empty wins. */
  readonly extras: Readonly<Record<string, unknown>>;
  /** Fields of the message that only some servers send; the last value that is not empty wins. */
  readonly messageExtras: Readonly<Record<string, unknown>>;
}

/** The fields before the first chunk. */
export function emptyChoice(index: number): ChoiceFields {
  return {
    index,
    content: null,
    reasoning: null,
    encrypted: null,
    isNamedReasoning: false,
    texts: {},
    toolCalls: undefined,
    lists: {},
    choiceLists: {},
    logprobs: {},
    logprobExtras: {},
    finishReason: null,
    extras: {},
    messageExtras: {},
  };
}

/** The names of the fields. */
export const choiceFieldNames = Object.keys(emptyChoice(0)) as readonly (keyof ChoiceFields)[];

/** Creates the state of a choice with these fields. */
export function choiceState(fields: ChoiceFields, view: CompletionChoice): ChoiceState {
  const { index, content, reasoning } = fields;
  return { index, fields, content, reasoning, view, base: undefined };
}

/** The fields of a choice, all up to date. */
export function currentFields({ fields, content, reasoning }: ChoiceState): ChoiceFields {
  const isSame = content === fields.content && reasoning === fields.reasoning;
  return isSame ? fields : { ...fields, content, reasoning };
}
