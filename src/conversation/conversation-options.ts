import type { Observable } from 'rxjs';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import type { ChatMessage } from '../wire/chat-message.js';
import type { OptionRules } from '../options/check-options.js';
import { aFunction, anything, aWord, required, wholeNumber } from '../options/option-rules.js';
import { type HistoryOptions, historyOptionRules } from '../history/history-options.js';
import type { ApprovalSigner } from '../history/approval-signer.js';
import { isRecord } from '../json/is-record.js';
import type { RunnableTool } from '../tools/runnable-tool.js';
import { type ToolRunOptions, toolRunOptionRules } from '../tools/tool-run-options.js';
import type { ConversationExport, ConversationExportV1 } from './conversation-export.js';

/** Fields of every request of a conversation except the messages. The answers are streamed, with a single choice each. */
export type ConversationRequest = Omit<ChatCompletionRequest, 'messages' | 'n' | 'stream' | 'tools'>;

/**
 * How a command during a run is handled, named after RxJS's flattening operators. `concat`: the command waits for the run to end;
 * `switch`: the run is stopped, and the part of its answer that has arrived is kept; `exhaust`: the command is dropped.
 */
export type WhileRunning = 'concat' | 'exhaust' | 'switch';

/**
 * Whether the queued commands wait after a run that has failed. `failure`: always; `not-retryable`: if the error is not `isRetryable`, such
 * as after a 401; `never`: the next command starts; a function decides by the error.
 */
export type HoldQueueOn = 'failure' | 'never' | 'not-retryable' | ((error: Error) => boolean);

/**
 * Chooses the messages to send, before each request. Only the first value of an Observable is used. The result is repaired, so that no
 * call is sent without its result, and no result without its call.
 */
export type HistoryTrim = (
  messages: readonly ChatMessage[],
) => Observable<readonly ChatMessage[]> | PromiseLike<readonly ChatMessage[]> | readonly ChatMessage[];

/** Options of {@link Conversation}; those of `runTools` and `repairHistory` apply to each of its runs. */
export interface ConversationOptions<Metadata = unknown>
  extends HistoryOptions, Omit<ToolRunOptions, 'tools'> {
  /** Fields of every request except the messages; a function is called at the start of each run, e.g. for a model that changes. */
  readonly request: ConversationRequest | (() => ConversationRequest);
  /** Initial messages, such as a system message. Default: none. */
  readonly messages?: readonly ChatMessage[];
  /** Result of `export()`: the conversation continues from there, and `messages` is ignored. Default: a new conversation. */
  readonly from?: ConversationExport<Metadata> | ConversationExportV1 | null | undefined;
  /** Tools that the model may call. Default: none. */
  readonly tools?: readonly RunnableTool[];
  /** How a command during a run is handled. Default: `concat`, so that no command is dropped and no answer is cut off. */
  readonly whileRunning?: WhileRunning;
  /**
   * Whether the queued commands wait after a run has failed, until `resume` or a new command. Default: `failure`, since the next
   * message would hide that an earlier one was not answered.
   */
  readonly holdQueueOn?: HoldQueueOn;
  /** Chooses the messages to send, e.g. `trimToTokens`. The history itself stays complete. Default: all messages are sent. */
  readonly trim?: HistoryTrim;
  /**
   * Chooses the messages of a second request after a request has failed with a `ContextLengthExceededError`. `true` leaves out the oldest
   * questions with their answers, about half of the tokens. If the second request would have the same messages, the run fails without a
   * second request. Default: the run fails.
   */
  readonly trimWhenTooLong?: HistoryTrim | true;
  /**
   * Signs the tool calls, results, system and developer messages of `export()`, and verifies those of `from`, for exports that are kept
   * where they can be altered, such as in a browser: pass `approvalSigner` of `venice-rx/node`. An export with unsigned or altered parts is
   * rejected with a `ToolError` whose `reason` is `approval`. Rows of a store are neither signed nor verified, since the store is your own;
   * so `Conversation.load` throws if a signer is given without `from`. Default: exports are trusted, as in a page that runs its own tools.
   */
  readonly approvalSigner?: ApprovalSigner;
  /**
   * Creates the ids of entries and queued commands, each a new string. Default: random UUIDs. In a conversation with a store, `messages`
   * always have the ids `initial-1`, `initial-2` and so on, so that all tabs use the same.
   */
  readonly generateId?: () => string;
  /**
   * Maximum number of entries, those of all versions included. A command that would add another one throws a `LimitExceededError`; a run that
   * has begun may exceed the limit. Default: 100,000.
   */
  readonly maxEntries?: number;
  /** Maximum number of versions of one entry. A command that would add another one throws a `LimitExceededError`. Default: 1,000. */
  readonly maxVersions?: number;
}

/** Rule for the option `whileRunning`. */
export const policyRule = aWord('concat', 'switch', 'exhaust');

/** Rules for the options of a conversation. */
export const conversationOptionRules: OptionRules<ConversationOptions> = {
  ...toolRunOptionRules,
  ...historyOptionRules,
  tools: anything,
  request: required([isRequest, 'an object with a `model`, or a function']),
  messages: anything,
  from: anything,
  whileRunning: policyRule,
  holdQueueOn: [isHoldQueueOn, "'failure', 'not-retryable', 'never' or a function"],
  trim: aFunction,
  approvalSigner: [isSigner, 'a result of approvalSigner()'],
  generateId: aFunction,
  maxEntries: wholeNumber(1),
  maxVersions: wholeNumber(1),
  trimWhenTooLong: [(value) => value === true || typeof value === 'function', 'a function or true'],
};

function isHoldQueueOn(value: unknown): boolean {
  return typeof value === 'function' || ['failure', 'not-retryable', 'never'].includes(value as string);
}

function isSigner(value: unknown): boolean {
  return isRecord(value) && typeof value['sign'] === 'function' && typeof value['verify'] === 'function';
}

function isRequest(value: unknown): boolean {
  return typeof value === 'function' || isRecord(value);
}
