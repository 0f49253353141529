import type { FinishReason } from '../../wire/chat-completion-chunk.js';
import type { CompletionCost, CompletionUsage } from '../../wire/completion-usage.js';
import type { WebSearchCitation } from '../../wire/venice-parameters.js';
import type { Fault } from './faults/fault.js';
import type { ReplyTiming } from './reply-timing.js';
import type { ScriptedToolCall } from './scripted-tool-call.js';
import type { StreamTail } from './stream-tail.js';

/** An answer of a model, sent as a stream or in one piece, as the request says. */
export interface TextReply {
  /** Text of the answer. May be empty. */
  readonly text: string;
  /** Texts of the second choice, the third and so on, if the request sets `n`. Default: `text`. */
  readonly alternatives?: readonly string[];
  /** Reasoning before the text. Not sent if the request strips or disables reasoning. Default: none. */
  readonly reasoning?: string;
  /** Tools to call after the text. Default: none. */
  readonly toolCalls?: readonly ScriptedToolCall[];
  /** Whether all tool calls have index 0, as with some models. Default: false. */
  readonly sharesToolCallIndex?: boolean;
  /** Sources of a web search. A stream contains them only if the request enables it, or with the tail `citations`. Default: none. */
  readonly citations?: readonly WebSearchCitation[];
  /**
   * Finish reason. Default: `tool_calls` if there are tool calls, else `stop`. Always `length` if the request's maximum number of
   * tokens truncates the answer.
   */
  readonly finishReason?: FinishReason;
  /** Token usage to report. Default: the tokens of the messages and of the answer, as counted by the mock server. */
  readonly usage?: CompletionUsage;
  /** Cost to report; null omits it. Default: computed from the usage and the model's price. */
  readonly cost?: CompletionCost | null;
  /** Delays between the parts of the answer. Default: none. */
  readonly timing?: ReplyTiming;
  /** How a stream ends. Default: `split`. */
  readonly tail?: StreamTail;
  /** Value of `error` in the frame of the `error` tail. Default: the error of an overloaded model. */
  readonly error?: unknown;
  /** Fault to inject on the wire, as an object or a string such as `reset; after=3`. Default: none. */
  readonly fault?: Fault | string;
  /** Whether a stream starts with two role chunks, as with some models. Default: false. */
  readonly repeatsRole?: boolean;
}
