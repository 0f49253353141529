import type { ReasoningDetail } from './reasoning-detail.js';
import type { FinishReason } from './chat-completion-chunk.js';
import type { CompletionCost, CompletionUsage } from './completion-usage.js';
import type { Logprobs } from './logprobs.js';
import type { ToolCall } from './tool-call.js';
import type { VeniceParametersEcho } from './venice-parameters.js';

/**
 * A chat completion: complete as the answer to a request without `stream`, or as it stands so far when `accumulate`
 * builds it from chunks.
 *
 * Source: Venice API reference, `POST /chat/completions`.
 */
export interface ChatCompletion {
  /** Name of the completion. */
  readonly id: string;
  /** Always this literal. */
  readonly object: 'chat.completion';
  /** When the completion began, in Unix seconds. */
  readonly created: number;
  /** The model that answers; may differ from the trait or alias that was asked for. */
  readonly model: string;
  /** The answers, by their `index`. */
  readonly choices: readonly CompletionChoice[];
  /** Tokens used; absent until the server has told. */
  readonly usage?: CompletionUsage | null;
  /** What the run cost, where the server tells. */
  readonly cost?: CompletionCost | null;
  /** The settings in force, and the sources of a web search. */
  readonly venice_parameters?: VeniceParametersEcho | null;
  /** Fields that only some servers send. */
  readonly [extra: string]: unknown;
}

/** One of the `n` answers. */
export interface CompletionChoice {
  /** Its number, from 0. */
  readonly index: number;
  /** The answer. */
  readonly message: CompletionMessage;
  /** Why it ended; null while it is still coming. */
  readonly finish_reason: FinishReason | null;
  /** Log probabilities of its tokens, where asked for. */
  readonly logprobs?: Logprobs | null;
  /** Fields that only some servers send. */
  readonly [extra: string]: unknown;
}

/** The message of an answer. Send it back unmodified when the chat goes on. */
export interface CompletionMessage {
  /** Always `assistant`. */
  readonly role: 'assistant';
  /** The text; null where there is none, as in an answer of tool calls only. */
  readonly content: string | null;
  /** The reasoning before the text, where the model shows it. */
  readonly reasoning_content?: string | null;
  /** True where the reasoning holds an opaque, encrypted block. */
  readonly reasoning_encrypted?: boolean | null;
  /** Structured reasoning. */
  readonly reasoning_details?: readonly ReasoningDetail[] | null;
  /** Why the model will not answer, where it says so in a field of its own. */
  readonly refusal?: string | null;
  /** Calls that the model wants made. */
  readonly tool_calls?: readonly ToolCall[] | null;
  /** Fields that only some servers send. */
  readonly [extra: string]: unknown;
}
