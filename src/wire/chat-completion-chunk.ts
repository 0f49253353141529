import type { ReasoningDetail } from './reasoning-detail.js';
import type { CompletionCost, CompletionUsage } from './completion-usage.js';
import type { Logprobs } from './logprobs.js';
import type { ToolCallDelta } from './tool-call.js';
import type { VeniceParametersEcho } from './venice-parameters.js';

/**
 * The JSON object of one frame of a streamed chat completion: a part of the answer.
 *
 * Source: Venice API reference, `POST /chat/completions` with `stream: true`.
 */
export interface ChatCompletionChunk {
  /** Identifier of the completion, normally the same on all its chunks. */
  readonly id: string;
  /** This literal; added if a server omits it, but not corrected. */
  readonly object: 'chat.completion.chunk';
  /** Start of the completion, in Unix seconds. */
  readonly created: number;
  /** Model that generates the answer; may differ from the requested trait or alias. */
  readonly model: string;
  /** New parts of the choices. Empty, null or absent on chunks with only usage, cost or sources. */
  readonly choices?: readonly ChunkChoice[];
  /** Tokens used so far; from most servers on the last chunk only, and null or absent on the others. */
  readonly usage?: CompletionUsage | null;
  /** Cost of the request, usually on the chunk with the usage. */
  readonly cost?: CompletionCost | null;
  /** Sources of a web search, if `include_search_results_in_stream` is set. */
  readonly venice_parameters?: VeniceParametersEcho | null;
  /** Fields that only some servers send. */
  readonly [extra: string]: unknown;
}

/** New part of one choice. */
export interface ChunkChoice {
  /** Index of the choice, from 0 to `n` - 1. */
  readonly index: number;
  /** Delta to append to the message. */
  readonly delta?: ChunkDelta | null;
  /** Reason why the choice ended; null or absent on earlier chunks. Usage and cost may follow on later chunks. */
  readonly finish_reason?: FinishReason | null;
  /** Log probabilities of the tokens in this chunk, if requested. */
  readonly logprobs?: Logprobs | null;
  /** Fields that only some servers send. */
  readonly [extra: string]: unknown;
}

/** Delta that a chunk appends to the message of a choice. */
export interface ChunkDelta {
  /** `assistant` on the first chunk; null, absent or repeated later. */
  readonly role?: string | null;
  /** Text to append; null, empty or absent on chunks without text. Some models send parts instead of a string. */
  readonly content?: string | readonly DeltaContentPart[] | null;
  /** Reasoning to append, usually before the first content. */
  readonly reasoning_content?: string | null;
  /** Same as `reasoning_content`, under the name that some servers other than Venice use. */
  readonly reasoning?: string | null;
  /** Whether the reasoning in this chunk is an opaque, encrypted block. */
  readonly reasoning_encrypted?: boolean | null;
  /** Structured reasoning; send it back unchanged. */
  readonly reasoning_details?: readonly ReasoningDetail[] | null;
  /** Text to append to a refusal. */
  readonly refusal?: string | null;
  /** Pieces of tool calls. */
  readonly tool_calls?: readonly ToolCallDelta[] | null;
  /** Fields that only some servers send. */
  readonly [extra: string]: unknown;
}

/** Part of a delta's content, for models that send parts instead of a string. */
export interface DeltaContentPart {
  /** `text`, `thinking` or a server-specific type. */
  readonly type: string;
  /** Text of a `text` part. */
  readonly text?: string;
  /** Fields that only some servers send. */
  readonly [extra: string]: unknown;
}

/** Reason why an answer ended. Values of other servers pass through unchanged. */
export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter' | (string & {});
