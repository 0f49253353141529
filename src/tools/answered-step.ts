import { callsToRun, isWebSearchCall } from '../history/calls-to-run.js';
import { toHistoryMessage } from '../history/to-history-message.js';
import { withCallIds } from '../history/with-call-ids.js';
import { TruncatedStreamError } from '../errors/truncated-stream-error.js';
import type { ChatCompletion, CompletionMessage } from '../wire/chat-completion.js';
import type { AssistantMessage, ChatMessage, ToolMessage } from '../wire/chat-message.js';
import type { ToolCall } from '../wire/tool-call.js';

/** A complete answer with its tool calls, and the results of these calls so far. */
export interface AnsweredStep {
  /** The message to send back, in the form for the history and with a unique id for each call. Undefined if it is blank. */
  readonly message: AssistantMessage | undefined;
  /** The calls to run, each with a unique id and with the arguments that the model wrote (`{}` if it wrote none). */
  readonly calls: readonly ToolCall[];
  /** The results so far, by the ids of their calls. Before any tool has run, only Venice's web searches have a result. */
  readonly results: ReadonlyMap<string, ToolMessage>;
  /** Set if the answer was interrupted after its calls had been emitted: the saved state of each call without a result, by its id. */
  readonly resumed?: ReadonlyMap<string, ResumedCall>;
}

/** The saved state of a call that had no result when its answer was interrupted. */
export interface ResumedCall {
  /** Whether the tool was running, so that the call may have taken effect. */
  readonly wasRunning: boolean;
  /** The arguments that the approver of the call chose. */
  readonly editedArguments?: Readonly<Record<string, unknown>>;
}

/**
 * Reads the first choice of an answer. Throws the errors of {@link callsToRun}, and a `TruncatedStreamError` if the choice has calls but
 * no `finish_reason`.
 *
 * @param mayLackFinishReason - Whether calls may run without a `finish_reason`.
 * @param getMessages - Returns the messages before the answer: a generated id differs from the ids of their calls.
 */
export function toAnsweredStep(
  completion: ChatCompletion,
  mayLackFinishReason: boolean,
  goodFinishReasons?: readonly string[],
  getMessages?: () => readonly ChatMessage[],
): AnsweredStep {
  const answer = completion.choices.find(({ index }) => index === 0);
  if (answer === undefined) return { message: undefined, calls: [], results: new Map() };
  const message = withIds(answer.message, getMessages);
  // Searches are recognized by the server's ids, which `withIds` may have replaced in `message`.
  const isSearch = (answer.message.tool_calls ?? []).map(isWebSearchCall);
  const callsWithIds = message.tool_calls ?? [];
  const searches = callsWithIds.filter((_, position) => isSearch[position]);
  const ids = callsWithIds.flatMap(({ id }, position) => (isSearch[position] ? [] : [id]));
  const calls = callsToRun(completion, 0, goodFinishReasons).map((call, position) =>
    withId(call, ids[position] ?? call.id),
  );
  if (calls.length > 0 && !mayLackFinishReason && typeof answer.finish_reason !== 'string') {
    const message = 'the answer ended without `finish_reason`: its last tool call may be truncated';
    throw new TruncatedStreamError({ message, reason: 'no-finish-reason', partial: completion });
  }
  return {
    message: toHistoryMessage(message),
    calls,
    results: new Map(
      searches.map(({ id }) => [id, { role: 'tool', tool_call_id: id, content: webSearchContent }]),
    ),
  };
}

/** Returns `messages` with an answer and the results of its calls so far, in the order of the calls. */
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
  const callsWithIds = withCallIds(calls, getMessages);
  return callsWithIds === calls ? message : { ...message, tool_calls: callsWithIds };
}

function withId(call: ToolCall, id: string): ToolCall {
  return call.id === id ? call : { ...call, id };
}

/** Result of a web search of Venice. The call itself contains the documents, but other servers require a result for every call. */
export const webSearchContent = 'The documents are in the arguments of the call.';
