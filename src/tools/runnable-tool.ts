import type { MonoTypeOperatorFunction } from 'rxjs';
import type { ChatMessage } from '../wire/chat-message.js';
import type { StandardSchema } from '../wire/standard-schema.js';
import type { ToolCall } from '../wire/tool-call.js';
import type { FunctionTool, JsonSchema } from '../wire/tool.js';

/** A tool that `runTools` can run; `tool` makes it. */
export interface RunnableTool<Args = never> {
  /** The tool as the wire has it: for requests that you send yourself. */
  readonly definition: FunctionTool;
  /** What its arguments must be. */
  readonly inputSchema: JsonSchema | StandardSchema;
  /** What it does. */
  readonly execute: ToolFunction<Args>;
  /** Milliseconds after which it is cancelled. */
  readonly timeout: number;
  /** Tries it again. */
  readonly retry: MonoTypeOperatorFunction<unknown>;
}

/**
 * Does the work of a tool. It returns the result, a Promise of it, or an Observable, each of whose values is progress and the
 * last one the result too. What it throws, or fails with, ends the call.
 */
export type ToolFunction<Args> = (args: Args, context: ToolContext) => unknown;

/** What a tool is told of its call. */
export interface ToolContext {
  /** Aborts when the call is cancelled: the run was unsubscribed from, or has failed, or the tool took too long. */
  readonly signal: AbortSignal;
  /** The call, as the model wrote it. */
  readonly call: ToolCall;
  /** The step of the run, from 1. */
  readonly step: number;
  /** The chat so far, the message with this call included. */
  readonly messages: readonly ChatMessage[];
}
