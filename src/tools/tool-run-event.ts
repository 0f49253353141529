import type { ToolError } from '../errors/tool-error.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { ChatMessage, ToolMessage } from '../wire/chat-message.js';
import type { CompletionCost, CompletionUsage } from '../wire/completion-usage.js';
import type { ToolCall } from '../wire/tool-call.js';

/** What happens in a run of tools; `type` tells which. */
export type ToolRunEvent =
  ToolRunCall | ToolRunChunk | ToolRunCompletion | ToolRunProgress | ToolRunResult | ToolRunStep;

/** A chunk of an answer, as it came. */
export interface ToolRunChunk {
  /** Marks the variant. */
  readonly type: 'chunk';
  /** Which answer it belongs to, from 1. */
  readonly step: number;
  /** The chunk. */
  readonly chunk: ChatCompletionChunk;
  /** The answer as it stands with it. */
  readonly snapshot: ChatCompletion;
}

/** An answer has come whole. Its calls, if it has any, are run next. */
export interface ToolRunStep {
  /** Marks the variant. */
  readonly type: 'step';
  /** Which answer it is, from 1. */
  readonly step: number;
  /** The answer; its usage and cost are its own. */
  readonly completion: ChatCompletion;
  /** The chat so far, this answer included. Its calls are open: {@link repairHistory} closes them. */
  readonly messages: readonly ChatMessage[];
  /** Tokens of all answers so far, as far as the server told. */
  readonly usage?: CompletionUsage;
  /** Cost of all answers so far, as far as the server told. */
  readonly cost?: CompletionCost;
}

/** The model wants a tool called. All calls of an answer are told before the first of them runs. */
export interface ToolRunCall {
  /** Marks the variant. */
  readonly type: 'tool-call';
  /** Which answer it is from, from 1. */
  readonly step: number;
  /** The call. The tool may be unknown, and its arguments no JSON. */
  readonly call: ToolCall;
}

/** A tool has emitted a value. */
export interface ToolRunProgress {
  /** Marks the variant. */
  readonly type: 'tool-progress';
  /** Which answer the call is from, from 1. */
  readonly step: number;
  /** The call. */
  readonly call: ToolCall;
  /** What the tool has emitted; the last one will be its result. */
  readonly value: unknown;
}

/** A call has ended, one way or another. */
export interface ToolRunResult {
  /** Marks the variant. */
  readonly type: 'tool-result';
  /** Which answer the call is from, from 1. */
  readonly step: number;
  /** The call. */
  readonly call: ToolCall;
  /** What the tool returned; undefined where it went wrong. */
  readonly result?: unknown;
  /** What went wrong; absent where nothing did. */
  readonly error?: ToolError;
  /** What the model is told. */
  readonly message: ToolMessage;
  /** The chat so far, with the results that have come, in the order of the calls. */
  readonly messages: readonly ChatMessage[];
}

/** The last answer, which calls no tool. It is the last event. */
export interface ToolRunCompletion {
  /** Marks the variant. */
  readonly type: 'completion';
  /** How many answers there were. */
  readonly step: number;
  /** The last answer; its usage and cost are its own. */
  readonly completion: ChatCompletion;
  /** The whole chat, this answer included: what the next request begins with. */
  readonly messages: readonly ChatMessage[];
  /** Tokens of all answers, as far as the server told. */
  readonly usage?: CompletionUsage;
  /** Cost of all answers, as far as the server told. */
  readonly cost?: CompletionCost;
}
