import type { ReasoningDetail } from './reasoning-detail.js';
import type { FinishReason } from './chat-completion-chunk.js';
import type { CompletionCost, CompletionUsage } from './completion-usage.js';
import type { Logprobs } from './logprobs.js';
import type { ToolCall } from './tool-call.js';
import type { VeniceParametersEcho } from './venice-parameters.js';

/**
 * Chat completion: the complete answer to a request without `stream`, or the answer so far, built from chunks, e.g. by `accumulate`.
 *
 * Source: Venice API reference, `POST /chat/completions`.
 */
export interface ChatCompletion {
  /** Identifier of the completion. */
  readonly id: string;
  /** This literal; added if a server omits it. */
  readonly object: 'chat.completion';
  /** Start of the completion, in Unix seconds. */
  readonly created: number;
  /** Model that generated the answer; may differ from the requested trait or alias. */
  readonly model: string;
  /** Generated answers, ordered by `index`. */
  readonly choices: readonly CompletionChoice[];
  /** Tokens used; absent until the server reports them. */
  readonly usage?: CompletionUsage | null;
  /** Cost of the request, if the server reports it. */
  readonly cost?: CompletionCost | null;
  /** Effective settings, and the sources of a web search. */
  readonly venice_parameters?: VeniceParametersEcho | null;
  /** Fields that only some servers send. */
  readonly [extra: string]: unknown;
}

/** One of the `n` choices. */
export interface CompletionChoice {
  /** Index of the choice, from 0. */
  readonly index: number;
  /** Message of the assistant. */
  readonly message: CompletionMessage;
  /** Reason why the choice ended; null as long as the server has not sent it. */
  readonly finish_reason: FinishReason | null;
  /** Log probabilities of the tokens, if requested. */
  readonly logprobs?: Logprobs | null;
  /** Fields that only some servers send. */
  readonly [extra: string]: unknown;
}

/** Message of an answer. Send it back unchanged to continue the chat. */
export interface CompletionMessage {
  /** Always `assistant`. */
  readonly role: 'assistant';
  /** Text; null if the answer has no text, e.g. only tool calls. */
  readonly content: string | null;
  /** Reasoning before the text, if the model returns it. */
  readonly reasoning_content?: string | null;
  /** The same reasoning, if the server sent it in this field. Requests with this message then contain only this field. */
  readonly reasoning?: string | null;
  /** Whether the reasoning contains an opaque, encrypted block. */
  readonly reasoning_encrypted?: boolean | null;
  /** Structured reasoning. */
  readonly reasoning_details?: readonly ReasoningDetail[] | null;
  /** Text of a refusal, if the model returns it in a separate field. */
  readonly refusal?: string | null;
  /** Tool calls requested by the model. */
  readonly tool_calls?: readonly ToolCall[] | null;
  /** Fields that only some servers send. */
  readonly [extra: string]: unknown;
}
