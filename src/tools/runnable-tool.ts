import type { MonoTypeOperatorFunction } from 'rxjs';
import type { ChatMessage } from '../wire/chat-message.js';
import type { StandardSchema } from '../wire/standard-schema.js';
import type { ToolCall } from '../wire/tool-call.js';
import type { FunctionTool, JsonSchema } from '../wire/tool.js';

/** A tool that `runTools` can run, created by `tool`. */
export interface RunnableTool<Args = never> {
  /** The tool in the wire format, for requests that you send yourself. */
  readonly definition: FunctionTool;
  /** Schema of the arguments. */
  readonly inputSchema: JsonSchema | StandardSchema;
  /** Runs the tool. */
  readonly execute: ToolFunction<Args>;
  /** Timeout of each attempt of a call, in milliseconds. */
  readonly timeout: number;
  /** Retries a failed call. */
  readonly retry: MonoTypeOperatorFunction<unknown>;
  /** Whether a call needs an approval; a function decides by the validated arguments. */
  readonly needsApproval: boolean | ((args: Args) => boolean);
  /** Whether a call that was interrupted may be executed again. */
  readonly idempotent: boolean;
}

/**
 * Does the work of a tool. Returns the result, a Promise of it, or an Observable: each of its values is progress, and the last
 * one is also the result. An error ends the call.
 */
export type ToolFunction<Args> = (args: Args, context: ToolContext) => unknown;

/** Context of a tool call. */
export interface ToolContext {
  /** Aborts when the call is cancelled: the run was unsubscribed from or has failed, or the tool timed out. */
  readonly signal: AbortSignal;
  /** The call, with the arguments that the model wrote. */
  readonly call: ToolCall;
  /** The step of the run, starting at 1. */
  readonly step: number;
  /** The chat so far, including the message with this call. */
  readonly messages: readonly ChatMessage[];
}
