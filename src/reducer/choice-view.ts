import type { CompletionChoice, CompletionMessage } from '../wire/chat-completion.js';
import { isEmpty } from './merge-fields.js';
import type { Logprobs } from '../wire/logprobs.js';
import type { ChoiceFields, GrowingLists } from './choice-state.js';

/** The fields from which the message of a choice is created. */
const messageFields = [
  'content',
  'reasoning',
  'encrypted',
  'isNamedReasoning',
  'texts',
  'toolCalls',
  'lists',
  'messageExtras',
] as const;
const logprobFields = ['logprobs', 'logprobExtras'] as const;

/** The previous state of a choice: its fields, and the choice of the completion that was created from them. */
export interface ViewBefore {
  readonly fields: ChoiceFields;
  readonly view: CompletionChoice;
}

/** Creates the choice of the completion; unchanged parts of the previous view keep their identity. */
export function toChoiceView(fields: ChoiceFields, before: ViewBefore | undefined): CompletionChoice {
  const isSame = (names: readonly (keyof ChoiceFields)[]): boolean =>
    before !== undefined && names.every((name) => fields[name] === before.fields[name]);
  const { index, finishReason, extras, choiceLists } = fields;
  const message = before !== undefined && isSame(messageFields) ? before.view.message : toMessage(fields);
  const choice: CompletionChoice = { ...extras, index, message, finish_reason: finishReason };
  const view = withLists(choice, choiceLists);
  const logprobs = isSame(logprobFields)
    ? Object.getOwnPropertyDescriptor(before?.view ?? {}, 'logprobs')
    : toLogprobs(fields);
  return logprobs === undefined ? view : Object.defineProperty(view, 'logprobs', logprobs);
}

function toMessage(fields: ChoiceFields): CompletionMessage {
  const { content, reasoning, encrypted, isNamedReasoning, texts, toolCalls, lists, messageExtras } = fields;
  const allReasoning = (reasoning ?? '') + (encrypted ?? '');
  const message: CompletionMessage = {
    ...messageExtras,
    role: 'assistant',
    content,
    ...((reasoning !== null || encrypted !== null) && { reasoning_content: allReasoning }),
    ...(isNamedReasoning && { reasoning: allReasoning }),
    ...(encrypted !== null && { reasoning_encrypted: true }),
    ...texts,
    ...(toolCalls && { tool_calls: toolCalls.calls }),
  };
  return withLists(message, lists);
}

/** Returns the log probabilities as a property with a getter, so that their arrays are built only if they are read. */
function toLogprobs({ logprobs, logprobExtras }: ChoiceFields): PropertyDescriptor | undefined {
  if (isEmpty(logprobs) && isEmpty(logprobExtras)) return undefined;
  let view: Logprobs | undefined;
  const get = (): Logprobs => {
    view ??= withLists<Logprobs>({ ...logprobExtras }, logprobs);
    return view;
  };
  return { get, enumerable: true, configurable: true };
}

/** Adds each list to `target` as a property that creates its value when it is read. */
function withLists<T extends object>(target: T, lists: GrowingLists): T {
  for (const [field, list] of Object.entries(lists)) {
    Object.defineProperty(target, field, { get: list.read, enumerable: true, configurable: true });
  }
  return target;
}
