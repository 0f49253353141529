import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import type { OptionRules } from '../options/check-options.js';
import { aFunction, aWord, required, strings, wholeNumber } from '../options/option-rules.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import type { ApprovalAnswer, ApprovalRequest } from './approval.js';
import type { RunnableTool } from './runnable-tool.js';

/**
 * Request of each step of a run. The answers are streamed, with a single choice each. If a request from elsewhere, such as from the
 * guard of a relay, has `stream`, `n` or `tools`, these are ignored. A `tool_choice` that demands a call applies to the first step
 * only: a model that must call a tool cannot answer.
 */
export type ToolRunRequest = Omit<ChatCompletionRequest, 'n' | 'stream' | 'tools'> & {
  /** Ignored: the answers are always streamed. */
  readonly stream?: boolean;
};

/** Options of {@link runTools}. */
export interface ToolRunOptions {
  /** Tools that the model may call. */
  readonly tools: readonly RunnableTool[];
  /**
   * Maximum number of requests. If the last of these answers has calls, they are not run, and the run fails with a
   * `LimitExceededError`. Default: 10.
   */
  readonly maxSteps?: number;
  /** Maximum number of tools that run at once. Default: `Infinity`, all calls of an answer. */
  readonly concurrency?: number;
  /**
   * Decides whether a call may run. Called for each call of an offered tool with valid arguments, even if the tool has no
   * `needsApproval`. True runs the call, false refuses it, a string refuses it and is sent to the model, and an `ApprovalResponse`
   * can also change the arguments. Of an Observable, the first value counts; an empty Observable refuses. Calls that wait for an
   * approval do not block others. Default: all calls run. Required if a tool has `needsApproval`, except in a `Conversation`, where
   * `respondToApproval` answers.
   */
  readonly approve?: (
    request: ApprovalRequest,
  ) => ApprovalAnswer | Observable<ApprovalAnswer> | PromiseLike<ApprovalAnswer>;
  /**
   * Handles a tool that fails, times out or returns a value that JSON cannot represent, and an `approve` or a schema that fails.
   * `tell-model`: the message of the error is sent to the model, which continues. `fail`: the run fails with a `ToolError`. Calls of
   * unknown tools, with invalid arguments, that are refused or that were interrupted are always reported to the model. Default:
   * `tell-model`.
   */
  readonly onToolError?: 'fail' | 'tell-model';
  /**
   * Finish reasons of an answer after which its calls are whole and may run, besides `stop`, `tool_calls`, `function_call`,
   * `tool_use` and `end_turn`. Compared ignoring case. Default: none.
   */
  readonly goodFinishReasons?: readonly string[];
  /**
   * Retries a step if its request fails: an operator such as `retryOnApiError()`. Finished steps are not repeated. The client's
   * `retry`, if any, comes first. Default: no further retries.
   */
  readonly retry?: MonoTypeOperatorFunction<ChatCompletionChunk>;
}

/** Rules for the options of a run. */
export const toolRunOptionRules: OptionRules<ToolRunOptions> = {
  tools: required([Array.isArray, 'an array of results of tool()']),
  maxSteps: wholeNumber(1),
  concurrency: wholeNumber(1),
  approve: aFunction,
  onToolError: aWord('tell-model', 'fail'),
  goodFinishReasons: strings,
  retry: [(value) => typeof value === 'function', 'an operator, such as retryOnApiError()'],
};
