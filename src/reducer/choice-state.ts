import type { CompletionChoice } from '../wire/chat-completion.js';
import type { GrowingList } from './growing-list.js';
import type { ToolCallAssembly } from './tool-call-assembly.js';

/** State of one choice. Text is concatenated, which the engine flattens only when it is read. */
export interface ChoiceState {
  readonly index: number;
  readonly content: string | null;
  readonly reasoning: string | null;
  /** Opaque reasoning; placed after the readable one, since Venice accepts it only there. */
  readonly encrypted: string | null;
  readonly refusal: string | null;
  readonly toolCalls: ToolCallAssembly | undefined;
  /** `reasoning_details`, `annotations`: lists that every delta may extend. */
  readonly lists: Readonly<Record<string, GrowingList<unknown>>>;
  /** The lists of the log probabilities, `content` and `refusal` at Venice. */
  readonly logprobs: Readonly<Record<string, GrowingList<unknown>>>;
  readonly logprobExtras: Readonly<Record<string, unknown>>;
  readonly finishReason: string | null;
  /** Fields of the choice and of its message that only some servers send; the last value wins. */
  readonly extras: Readonly<Record<string, unknown>>;
  readonly messageExtras: Readonly<Record<string, unknown>>;
  /** The choice as a part of the completion. */
  readonly view: CompletionChoice;
}

/** The fields that `ChoiceState.view` is created from. */
export type ChoiceFields = Omit<ChoiceState, 'view'>;

/**
 * Creates a choice state from its fields. In one place and field by field, so that all states have one shape: a spread of so
 * many fields costs as much as the rest of a chunk.
 */
export function choiceState(facts: ChoiceFields, view: CompletionChoice): ChoiceState {
  const { index, content, reasoning, encrypted, refusal, toolCalls, lists, logprobs, logprobExtras } = facts;
  const { finishReason, extras, messageExtras } = facts;
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
