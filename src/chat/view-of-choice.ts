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
  const logprobs = isSame(logprobFacts) ? before?.view.logprobs : logprobsOf(facts);
  return { ...extras, index, message, finish_reason: finishReason, ...(logprobs && { logprobs }) };
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

function logprobsOf({ logprobs, logprobExtras }: ChoiceFacts): Logprobs | undefined {
  const view = withLists<Logprobs>({ ...logprobExtras }, logprobs);
  return Object.keys(view).length === 0 ? undefined : view;
}

/** `target` with each list as a property that is read into an array when somebody looks at it. */
function withLists<T extends object>(target: T, lists: Readonly<Record<string, GrowingList<unknown>>>): T {
  for (const [field, list] of Object.entries(lists)) {
    Object.defineProperty(target, field, { get: list.read, enumerable: true, configurable: true });
  }
  return target;
}
