import type { FinishReason } from '../../wire/chat-completion-chunk.js';
import type { CompletionCost, CompletionUsage } from '../../wire/completion-usage.js';
import type { WebSearchCitation } from '../../wire/venice-parameters.js';
import type { Fault } from './faults/fault.js';
import type { ReplyTiming } from './reply-timing.js';
import type { ScriptedToolCall } from './scripted-tool-call.js';
import type { StreamTail } from './stream-tail.js';

/** An answer of a model, sent as a stream or in one piece as the request asks. */
export interface TextReply {
  /** The answer. May be empty. */
  readonly text: string;
  /** What the second, third … of `n` answers say. Default: the same as the first. */
  readonly alternatives?: readonly string[];
  /** Reasoning that comes before the answer. Default: none. Left out where the request has it stripped. */
  readonly reasoning?: string;
  /** Tools to call after the text. Default: none. */
  readonly toolCalls?: readonly ScriptedToolCall[];
  /** Whether all tool calls carry index 0, as those of some models do. Default: false. */
  readonly sharesToolCallIndex?: boolean;
  /** Sources of a web search. A stream brings them where the request asks for them. Default: none. */
  readonly citations?: readonly WebSearchCitation[];
  /** Why the answer ends. Default: `tool_calls` where there are some, else `stop`; `length` where the request's limit cuts it. */
  readonly finishReason?: FinishReason;
  /** Tokens to report. Default: counted from the messages and from the fragments of the answer. */
  readonly usage?: CompletionUsage;
  /** Price to report; null leaves it out. Default: computed from the usage and the model's price. */
  readonly cost?: CompletionCost | null;
  /** How the answer is spread over time. Default: all of it at once. */
  readonly timing?: ReplyTiming;
  /** How a stream ends. Default: `split`. */
  readonly tail?: StreamTail;
  /** What the frame of the tail `error` has as its `error`. Default: the model is overloaded. */
  readonly error?: unknown;
  /** What goes wrong on the wire. Default: nothing. */
  readonly fault?: Fault;
  /** Whether a stream begins with two chunks that bring the role, as some do. Default: false. */
  readonly repeatsRole?: boolean;
}
