import type { ToolError, ToolErrorReason } from '../errors/tool-error.js';
import type { ChatStatus } from '../reducer/chat-status.js';
import type { ToolCall } from '../wire/tool-call.js';

/** A call of an answer. */
export interface ConversationToolCall {
  /** The call as the model wrote it. */
  readonly call: ToolCall;
  /**
   * `awaiting-approval`: the call waits for `respondToApproval`, or for `approve`. `running`: the tool is running, or waits until
   * `concurrency` allows it. `failed`: the tool failed, or the call was refused; the model is informed and continues. `done`: the call has a
   * result. `stopped`: the call was interrupted, and whether it took effect is unknown.
   */
  readonly status: Extract<ChatStatus, 'awaiting-approval' | 'done' | 'failed' | 'running' | 'stopped'>;
  /** The arguments that the approver chose instead of those of the call. Absent if the approver did not change them. */
  readonly editedArguments?: Readonly<Record<string, unknown>>;
  /** The last value that the tool has emitted; absent before the first value, and in an export. */
  readonly progress?: unknown;
  /** Result of the tool, if `done`. */
  readonly result?: unknown;
  /**
   * The result as it is sent to the model. Present from the end of the call until all calls of the answer have ended; then the result is
   * an entry.
   */
  readonly content?: string;
  /** The failure, if `failed`, or if the model was notified of an unknown outcome. */
  readonly error?: ToolCallFailure;
}

/** A failure of a call as plain data: the fields of its `ToolError` that a view needs. */
export interface ToolCallFailure {
  /** Why the call has no result. */
  readonly reason: ToolErrorReason;
  /** Message of the error. */
  readonly message: string;
}

export function toCallFailure({ reason, message }: ToolError): ToolCallFailure {
  return { reason, message };
}
