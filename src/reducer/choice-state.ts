import type { CompletionChoice } from '../wire/chat-completion.js';
import type { GrowingList } from './growing-list.js';
import type { ToolCallAssembly } from './tool-call-assembly.js';

/** One answer as it stands. Text is kept by concatenation, which the engine makes flat only when it is read. */
export interface ChoiceState {
  readonly index: number;
  readonly content: string | null;
  readonly reasoning: string | null;
  /** Opaque reasoning; it goes behind the readable one, since Venice takes it back only there. */
  readonly encrypted: string | null;
  readonly refusal: string | null;
  readonly toolCalls: ToolCallAssembly | undefined;
  /** `reasoning_details`, `annotations`: lists that grow by every delta that has them. */
  readonly lists: Readonly<Record<string, GrowingList<unknown>>>;
  /** The lists among the log probabilities, `content` and `refusal` at Venice; each of them grows. */
  readonly logprobs: Readonly<Record<string, GrowingList<unknown>>>;
  readonly logprobExtras: Readonly<Record<string, unknown>>;
  readonly finishReason: string | null;
  /** Fields of the choice and of its message that only some servers send; the last value wins. */
  readonly extras: Readonly<Record<string, unknown>>;
  readonly messageExtras: Readonly<Record<string, unknown>>;
  /** The same as a part of the completion. */
  readonly view: CompletionChoice;
}

/** What {@link ChoiceState.view} is made from. */
export type ChoiceFields = Omit<ChoiceState, 'view'>;

/**
 * These facts as a part of the completion. Made at one place and field by field, so that all states are of one shape: a spread of
 * so many fields costs as much as all the rest of a chunk.
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
