import type { ChunkChoice, ChunkDelta } from '../wire/chat-completion-chunk.js';
import type { CompletionChoice, CompletionMessage } from '../wire/chat-completion.js';
import type { Logprobs, TokenLogprob } from '../wire/logprobs.js';
import type { ToolCallDelta } from '../wire/tool-call.js';
import { contentOf, reasoningOf } from './delta-text.js';
import { type GrowingList, append, lazyArray } from './growing-list.js';
import { isRecord, present } from './present.js';
import { type ToolCallAssembly, assembleToolCalls } from './tool-call-assembly.js';

/** One answer as it stands. Text is kept by concatenation, which the engine makes flat only when it is read. */
export interface ChoiceState {
  readonly index: number;
  readonly content: string | null;
  readonly reasoning: string | null;
  /** Opaque reasoning; it goes behind the readable one, since Venice takes it back only there. */
  readonly encrypted: string | null;
  readonly refusal: string | null;
  readonly toolCalls?: ToolCallAssembly;
  /** `reasoning_details`, `annotations`: lists that grow by every delta that has them. */
  readonly lists: Readonly<Record<string, GrowingList<unknown>>>;
  readonly logprobs: Readonly<Record<string, GrowingList<TokenLogprob>>>;
  readonly finishReason: string | null;
  /** Fields of the choice and of its message that only some servers send; the last value wins. */
  readonly extras: Readonly<Record<string, unknown>>;
  readonly messageExtras: Readonly<Record<string, unknown>>;
  /** The same as a part of the completion. */
  readonly view: CompletionChoice;
}

const growingFields = ['reasoning_details', 'annotations'];
const logprobFields = ['content', 'refusal'];
const ownChoiceFields = ['index', 'delta', 'finish_reason', 'logprobs'];
const ownDeltaFields = [
  'role',
  'content',
  'reasoning_content',
  'reasoning',
  'reasoning_encrypted',
  'refusal',
  'tool_calls',
  ...growingFields,
];

/** What {@link ChoiceState.view} is made from. */
type ChoiceFacts = Omit<ChoiceState, 'view'>;

function emptyChoice(index: number): ChoiceFacts {
  return {
    index,
    content: null,
    reasoning: null,
    encrypted: null,
    refusal: null,
    lists: {},
    logprobs: {},
    finishReason: null,
    extras: {},
    messageExtras: {},
  };
}

/** The answer after one more chunk of it. */
export function reduceChoice(state: ChoiceState | undefined, choice: ChunkChoice): ChoiceState {
  const delta: ChunkDelta = isRecord(choice.delta) ? choice.delta : {};
  const before: ChoiceFacts = state ?? emptyChoice(choice.index);
  const isEncrypted = delta.reasoning_encrypted === true;
  const reasoning = reasoningOf(delta);
  const facts: ChoiceFacts = {
    ...before,
    content:
      typeof delta.content === 'string' || Array.isArray(delta.content)
        ? (before.content ?? '') + contentOf(delta)
        : before.content,
    reasoning: isEncrypted ? before.reasoning : join(before.reasoning, reasoning),
    encrypted: isEncrypted ? join(before.encrypted, reasoning) : before.encrypted,
    refusal: join(before.refusal, typeof delta.refusal === 'string' ? delta.refusal : ''),
    ...toolCallsOf(before.toolCalls, delta.tool_calls),
    lists: growLists(before.lists, delta, growingFields),
    logprobs: isRecord(choice.logprobs)
      ? growLists(before.logprobs, logprobsOf(choice.logprobs), logprobFields)
      : before.logprobs,
    finishReason: choice.finish_reason || before.finishReason,
    extras: mergeExtras(before.extras, choice, ownChoiceFields),
    messageExtras: mergeExtras(before.messageExtras, delta, ownDeltaFields),
  };
  return { ...facts, view: viewOf(facts) };
}

function join(before: string | null, more: string): string | null {
  return more === '' ? before : (before ?? '') + more;
}

function toolCallsOf(
  before: ToolCallAssembly | undefined,
  pieces: ChunkDelta['tool_calls'],
): Pick<ChoiceFacts, 'toolCalls'> | undefined {
  const calls = Array.isArray(pieces) ? (pieces as readonly ToolCallDelta[]).filter(isRecord) : [];
  return calls.length === 0 ? undefined : { toolCalls: assembleToolCalls(before, calls) };
}

function growLists<T>(
  lists: Readonly<Record<string, GrowingList<T>>>,
  source: Readonly<Record<string, unknown>>,
  fields: readonly string[],
): Readonly<Record<string, GrowingList<T>>> {
  let result = lists;
  for (const field of fields) {
    const more = source[field];
    if (Array.isArray(more)) result = { ...result, [field]: append(result[field], more as readonly T[]) };
  }
  return result;
}

/** Some servers send the one token of a chunk itself, where others send lists of tokens. */
function logprobsOf(logprobs: Logprobs): Readonly<Record<string, unknown>> {
  return 'token' in logprobs ? { content: [logprobs] } : logprobs;
}

function mergeExtras(
  before: Readonly<Record<string, unknown>>,
  source: Readonly<Record<string, unknown>>,
  own: readonly string[],
): Readonly<Record<string, unknown>> {
  const extras = present(source, own);
  return Object.keys(extras).length === 0 ? before : { ...before, ...extras };
}

function viewOf(facts: ChoiceFacts): CompletionChoice {
  const { index, finishReason, logprobs, extras } = facts;
  const view = { ...extras, index, message: messageOf(facts), finish_reason: finishReason };
  return Object.keys(logprobs).length === 0 ? view : { ...view, logprobs: withLists<Logprobs>({}, logprobs) };
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

/** `target` with each list as a property that is read into an array when somebody looks at it. */
function withLists<T extends object>(target: T, lists: Readonly<Record<string, GrowingList<unknown>>>): T {
  for (const [field, list] of Object.entries(lists)) {
    Object.defineProperty(target, field, { get: lazyArray(list), enumerable: true, configurable: true });
  }
  return target;
}
