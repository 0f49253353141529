import { callsToRun, isWebSearchCall } from '../history/calls-to-run.js';
import { toHistoryMessage } from '../history/to-history-message.js';
import { withCallIds } from '../history/with-call-ids.js';
import { TruncatedStreamError } from '../errors/truncated-stream-error.js';
import type { ChatCompletion, CompletionMessage } from '../wire/chat-completion.js';
import type { AssistantMessage, ChatMessage, ToolMessage } from '../wire/chat-message.js';
import type { ToolCall } from '../wire/tool-call.js';

/** A complete answer with its tool calls, and the results of these calls so far. */
export interface AnsweredStep {
  /** The message to send back: unchanged, except for calls that no server could read, which are left out. Undefined if it is blank. */
  readonly message: AssistantMessage | undefined;
  /** The calls to run, each with its own id and with the arguments that the model wrote. */
  readonly calls: readonly ToolCall[];
  /** Results by id of the call; before any tool has run, those of Venice's web search. */
  readonly results: ReadonlyMap<string, ToolMessage>;
  /** If the answer was interrupted, and its calls have been emitted before: the saved state of each call, by its id. */
  readonly resumed?: ReadonlyMap<string, ResumedCall>;
}

/** The saved state of a call that had no result when its answer was interrupted. */
export interface ResumedCall {
  /** Whether its tool was running, so that it may have taken effect. */
  readonly wasRunning: boolean;
  /** The arguments that its approver chose. */
  readonly editedArguments?: Readonly<Record<string, unknown>>;
}

/**
 * Reads the first choice of an answer. Throws if it has calls and may have been truncated: its finish reason does not say that it
 * is whole, or the source was stopped before the model had finished. `needsNoFinishReason`: whether a missing `finish_reason` is
 * acceptable. `getMessages`: returns the messages before the answer, so that a generated id of a call differs from all of theirs.
 */
export function toAnsweredStep(
  completion: ChatCompletion,
  needsNoFinishReason: boolean,
  goodFinishReasons?: readonly string[],
  getMessages?: () => readonly ChatMessage[],
): AnsweredStep {
  const answer = completion.choices.find(({ index }) => index === 0);
  if (answer === undefined) return { message: undefined, calls: [], results: new Map() };
  const message = withIds(answer.message, getMessages);
  // The id from the server identifies a search; a repeated id has been replaced by now.
  const isSearch = (answer.message.tool_calls ?? []).map(isWebSearchCall);
  const named = message.tool_calls ?? [];
  const searches = named.filter((_, position) => isSearch[position]);
  const ids = named.flatMap(({ id }, position) => (isSearch[position] ? [] : [id]));
  const calls = callsToRun(completion, 0, goodFinishReasons).map((call, position) =>
    withId(call, ids[position] ?? call.id),
  );
  if (calls.length > 0 && !needsNoFinishReason && typeof answer.finish_reason !== 'string') {
    const message = 'the answer ended without `finish_reason`: its last tool call may be truncated';
    throw new TruncatedStreamError({ message, reason: 'no-finish-reason', partial: completion });
  }
  return {
    message: toHistoryMessage(message),
    calls,
    results: new Map(searches.map(({ id }) => [id, { role: 'tool', tool_call_id: id, content: searched }])),
  };
}

/** Returns the messages of a chat with an answer and the results of its calls so far, in the order of the calls. */
export function withStep(
  messages: readonly ChatMessage[],
  { message, results }: Pick<AnsweredStep, 'message' | 'results'>,
): readonly ChatMessage[] {
  if (message === undefined) return messages;
  const answers = (message.tool_calls ?? []).flatMap(({ id }) => results.get(id) ?? []);
  return [...messages, message, ...answers];
}

function withIds(
  message: CompletionMessage,
  getMessages: (() => readonly ChatMessage[]) | undefined,
): CompletionMessage {
  const calls = message.tool_calls ?? [];
  const named = withCallIds(calls, getMessages);
  return named === calls ? message : { ...message, tool_calls: named };
}

function withId(call: ToolCall, id: string): ToolCall {
  return call.id === id ? call : { ...call, id };
}

/** Result of a web search of Venice. The call itself contains the documents, but other servers require a result for every call. */
export const searched = 'The documents are in the arguments of the call.';
