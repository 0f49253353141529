import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import type { OptionRules } from '../options/check-options.js';
import { aFunction, aWord, required, strings, wholeNumber } from '../options/option-rules.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import type { ApprovalAnswer, ApprovalRequest } from './approval.js';
import type { RunnableTool } from './runnable-tool.js';

/**
 * Request of every step of a run. The answers are streamed, with a single choice each: `stream`, `n` and `tools` of a request that
 * comes from elsewhere, such as from the guard of a relay, are replaced. A `tool_choice` that demands a call applies to the first
 * step only: a model that must call cannot answer.
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
   * Whether a call may run; called for every call with valid arguments, also of tools without `needsApproval`. The first value
   * counts: true runs the call, false refuses it, a string refuses it and is sent to the model, and an `ApprovalResponse`
   * can also change its arguments. An empty Observable refuses. Calls that wait for an approval do not block others. Default: all
   * calls run; required if a tool has `needsApproval`, except in a `Conversation`, where `respondToApproval` answers.
   */
  readonly approve?: (
    request: ApprovalRequest,
  ) => ApprovalAnswer | Observable<ApprovalAnswer> | PromiseLike<ApprovalAnswer>;
  /**
   * How a tool that fails, times out or returns a value that is not JSON is handled. `tell-model`: the message of its error is
   * sent to the model, which continues. `fail`: the run fails with a `ToolError`. Unknown tools, invalid arguments and refused
   * calls are always reported to the model. Default: `tell-model`.
   */
  readonly onToolError?: 'fail' | 'tell-model';
  /**
   * Finish reasons of an answer after which its calls are whole and may run, besides `stop`, `tool_calls`, `function_call`,
   * `tool_use` and `end_turn`. Compared ignoring case. Default: none.
   */
  readonly goodFinishReasons?: readonly string[];
  /**
   * Retries a step if its request fails: an operator such as `retryOnApiError()`. Finished steps are not repeated. Default: the
   * behavior of `chat`, such as the client's `retry`.
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
