import type { ToolError } from '../errors/tool-error.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { ChatMessage, ToolMessage } from '../wire/chat-message.js';
import type { CompletionCost, CompletionUsage } from '../wire/completion-usage.js';
import type { ToolCall } from '../wire/tool-call.js';

/** An event of a tool run, discriminated by `type`. */
export type ToolRunEvent =
  | ToolRunApproval
  | ToolRunCall
  | ToolRunChunk
  | ToolRunCompletion
  | ToolRunProgress
  | ToolRunResult
  | ToolRunStep;

/** A chunk of an answer. */
export interface ToolRunChunk {
  /** Marks the variant. */
  readonly type: 'chunk';
  /** Number of the answer with the chunk, starting at 1. */
  readonly step: number;
  /** The chunk. */
  readonly chunk: ChatCompletionChunk;
  /** The answer so far, including this chunk. */
  readonly snapshot: ChatCompletion;
}

/** An answer is complete. Its calls, if any, run next. */
export interface ToolRunStep {
  /** Marks the variant. */
  readonly type: 'step';
  /** Number of the answer, starting at 1. */
  readonly step: number;
  /** The answer, with its own usage and cost. */
  readonly completion: ChatCompletion;
  /** The chat so far, including this answer. Its calls have no results yet: {@link repairHistory} makes it a history that can be sent. */
  readonly messages: readonly ChatMessage[];
  /** Tokens of all answers so far, as far as reported by the server. */
  readonly usage?: CompletionUsage;
  /** Cost of all answers so far, as far as reported by the server. */
  readonly cost?: CompletionCost;
}

/** The model calls a tool. All calls of an answer are emitted before the first of them runs. */
export interface ToolRunCall {
  /** Marks the variant. */
  readonly type: 'tool-call';
  /** Number of the answer with the call, starting at 1. */
  readonly step: number;
  /** The call. The tool may be unknown, and the arguments may not be JSON. */
  readonly call: ToolCall;
}

/**
 * A call waits for its approval, or was approved: after it has waited, or with other arguments. A call that is approved synchronously
 * and unchanged has no `tool-approval`. A refusal is a `tool-result`.
 */
export interface ToolRunApproval {
  /** Marks the variant. */
  readonly type: 'tool-approval';
  /** Number of the answer with the call, starting at 1. */
  readonly step: number;
  /** The call, with the arguments that the model wrote. */
  readonly call: ToolCall;
  /** New status of the call. */
  readonly status: 'awaiting-approval' | 'running';
  /** The arguments that the approver chose instead, if any. */
  readonly editedArguments?: Readonly<Record<string, unknown>>;
}

/** A tool has emitted a value. */
export interface ToolRunProgress {
  /** Marks the variant. */
  readonly type: 'tool-progress';
  /** Number of the answer with the call, starting at 1. */
  readonly step: number;
  /** The call. */
  readonly call: ToolCall;
  /** The emitted value; the last one is the result. */
  readonly value: unknown;
}

/** A call has succeeded or failed. */
export interface ToolRunResult {
  /** Marks the variant. */
  readonly type: 'tool-result';
  /** Number of the answer with the call, starting at 1. */
  readonly step: number;
  /** The call. */
  readonly call: ToolCall;
  /** Result of the tool; undefined if the call failed. */
  readonly result?: unknown;
  /** The failure; absent if the call succeeded. */
  readonly error?: ToolError;
  /** The message that is sent to the model. */
  readonly message: ToolMessage;
  /** The chat so far, with the results that have arrived, in the order of the calls. */
  readonly messages: readonly ChatMessage[];
}

/** The last answer, which calls no tool. It is the last event. */
export interface ToolRunCompletion {
  /** Marks the variant. */
  readonly type: 'completion';
  /** Number of answers. */
  readonly step: number;
  /** The last answer, with its own usage and cost. */
  readonly completion: ChatCompletion;
  /** The whole chat, including this answer: the beginning of the next request. */
  readonly messages: readonly ChatMessage[];
  /** Tokens of all answers, as far as reported by the server. */
  readonly usage?: CompletionUsage;
  /** Cost of all answers, as far as reported by the server. */
  readonly cost?: CompletionCost;
}
