import type { CompletionChoice, CompletionMessage } from '../wire/chat-completion.js';
import type { Logprobs } from '../wire/logprobs.js';
import type { ChoiceFacts, ChoiceState } from './choice-state.js';
import type { GrowingList } from './growing-list.js';

/** What a message is made from. */
const messageFacts = [
  'content',
  'reasoning',
  'encrypted',
  'refusal',
  'toolCalls',
  'lists',
  'messageExtras',
] as const;
const logprobFacts = ['logprobs', 'logprobExtras'] as const;

/** An answer as a part of the completion; the parts of the view before that are still true keep their identity. */
export function viewOfChoice(facts: ChoiceFacts, before: ChoiceState | undefined): CompletionChoice {
  const isSame = (fields: readonly (keyof ChoiceFacts)[]): boolean =>
    before !== undefined && fields.every((field) => facts[field] === before[field]);
  const { index, finishReason, extras } = facts;
  const message = before !== undefined && isSame(messageFacts) ? before.view.message : messageOf(facts);
  const view: CompletionChoice = { ...extras, index, message, finish_reason: finishReason };
  const logprobs = isSame(logprobFacts)
    ? Object.getOwnPropertyDescriptor(before?.view ?? {}, 'logprobs')
    : logprobsOf(facts);
  return logprobs === undefined ? view : Object.defineProperty(view, 'logprobs', logprobs);
}

function messageOf(facts: ChoiceFacts): CompletionMessage {
  const { content, reasoning, encrypted, refusal, toolCalls, lists, messageExtras } = facts;
  const message: CompletionMessage = {
    ...messageExtras,
    role: 'assistant',
    content,
    ...((reasoning !== null || encrypted !== null) && {
      reasoning_content: (reasoning ?? '') + (encrypted ?? ''),
    }),
    ...(encrypted !== null && { reasoning_encrypted: true }),
    ...(refusal !== null && { refusal }),
    ...(toolCalls && { tool_calls: toolCalls.calls }),
  };
  return withLists(message, lists);
}

/** The log probabilities as a property that is read when its getter is called: a choice may have many lists of them. */
function logprobsOf({ logprobs, logprobExtras }: ChoiceFacts): PropertyDescriptor | undefined {
  if (isEmpty(logprobs) && isEmpty(logprobExtras)) return undefined;
  let view: Logprobs | undefined;
  const get = (): Logprobs => (view ??= withLists<Logprobs>({ ...logprobExtras }, logprobs));
  return { get, enumerable: true, configurable: true };
}

function isEmpty(fields: object): boolean {
  for (const _ in fields) return false;
  return true;
}

/** `target` with each list as a property that is read into an array when it is read. */
function withLists<T extends object>(target: T, lists: Readonly<Record<string, GrowingList<unknown>>>): T {
  for (const [field, list] of Object.entries(lists)) {
    Object.defineProperty(target, field, { get: list.read, enumerable: true, configurable: true });
  }
  return target;
}
