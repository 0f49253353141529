import type { ToolErrorReason } from '../errors/tool-error.js';
import type { ChatStatus } from '../reducer/chat-status.js';
import type { ToolCall } from '../wire/tool-call.js';

/** A call of an answer. */
export interface ConversationToolCall {
  /** The call as the model wrote it. */
  readonly call: ToolCall;
  /**
   * `running` also while it waits for an approval. `failed` also if it was refused: the model is informed and continues.
   * `stopped`: it was cancelled, and whether it took effect is unknown.
   */
  readonly status: Extract<ChatStatus, 'done' | 'failed' | 'running' | 'stopped'>;
  /** The last value that the tool emitted; absent before the first, and in an export. */
  readonly progress?: unknown;
  /** Result of the tool, if `done`. */
  readonly result?: unknown;
  /** The failure, if `failed`. */
  readonly error?: ToolCallFailure;
}

/** A failure of a call as plain data: the fields of its `ToolError` that a view needs. */
export interface ToolCallFailure {
  /** Why the call has no result. */
  readonly reason: ToolErrorReason;
  /** Message of the error. */
  readonly message: string;
}
