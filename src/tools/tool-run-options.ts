import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import type { ToolCall } from '../wire/tool-call.js';
import type { RunnableTool } from './runnable-tool.js';

/**
 * What to ask, in all steps of a run. The answers come in chunks, and one of them at a time. A `tool_choice` that demands a
 * call holds for the first step only: a model that must call cannot answer.
 */
export type ToolRunRequest = Omit<ChatCompletionRequest, 'n' | 'stream' | 'tools'> & {
  /** May be left out: the answers come in chunks. */
  readonly stream?: true;
};

/** Options of {@link runTools}. */
export interface ToolRunOptions {
  /** What the model may call. */
  readonly tools: readonly RunnableTool[];
  /**
   * How many times the model is asked at most. Where the last of these answers has calls, they are not run, and the run fails
   * with a `LimitExceededError`. Default: 10.
   */
  readonly maxSteps?: number;
  /** How many tools run at once. Default: `Infinity`, all calls of an answer. */
  readonly concurrency?: number;
  /**
   * Whether a call may run; asked for every call whose arguments fit its tool. The first value counts: true runs it, false
   * refuses it, and a text refuses it and is told to the model. An empty answer refuses. Calls that wait for an approval hold
   * up no others. Default: all of them run.
   */
  readonly approve?: (
    request: ApprovalRequest,
  ) => Observable<boolean | string> | PromiseLike<boolean | string> | boolean | string;
  /**
   * What becomes of a tool that fails, takes too long or returns what is no JSON. `tell-model`: the model is told the message
   * of its error, and goes on. `fail`: the run fails with a `ToolError`. Unknown tools, arguments that do not fit and refused
   * calls are always told. Default: `tell-model`.
   */
  readonly onToolError?: 'fail' | 'tell-model';
  /**
   * Tries a step again whose request fails: the operator itself, such as `retryOnApiError()`. Finished steps are not done
   * again. Default: what `chat` does by itself, such as the client's `retry`.
   */
  readonly retry?: MonoTypeOperatorFunction<ChatCompletionChunk>;
}

/** A call that {@link ToolRunOptions.approve} decides about. */
export interface ApprovalRequest {
  /** Name of the tool. */
  readonly name: string;
  /** Its arguments, checked: what the tool would get. */
  readonly args: unknown;
  /** The call, as the model wrote it. */
  readonly call: ToolCall;
  /** The step of the run, from 1. */
  readonly step: number;
}
