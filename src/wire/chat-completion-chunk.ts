import type { ReasoningDetail } from './reasoning-detail.js';
import type { CompletionCost, CompletionUsage } from './completion-usage.js';
import type { Logprobs } from './logprobs.js';
import type { ToolCallDelta } from './tool-call.js';
import type { VeniceParametersEcho } from './venice-parameters.js';

/**
 * One frame of a streamed chat completion.
 *
 * Source: Venice API reference, `POST /chat/completions` with `stream: true`.
 */
export interface ChatCompletionChunk {
  /** Name of the completion, the same on all its chunks. */
  readonly id: string;
  /** Always this literal; filled in where a server leaves it out. */
  readonly object: 'chat.completion.chunk';
  /** When the completion began, in Unix seconds. */
  readonly created: number;
  /** The model that answers; may differ from the trait or alias that was asked for. */
  readonly model: string;
  /** What is new. Empty or absent on chunks that only bring usage, cost or sources. */
  readonly choices?: readonly ChunkChoice[];
  /** Tokens used so far; mostly on the last chunk, null or absent before. */
  readonly usage?: CompletionUsage | null;
  /** What the run cost; comes with the usage. */
  readonly cost?: CompletionCost | null;
  /** Sources of a web search, where the request asked for them in the stream. */
  readonly venice_parameters?: VeniceParametersEcho | null;
  /** Fields that only some servers send. */
  readonly [extra: string]: unknown;
}

/** What is new in one choice. */
export interface ChunkChoice {
  /** Which of the `n` answers this belongs to, from 0. */
  readonly index: number;
  /** What is to be added to the message. */
  readonly delta?: ChunkDelta | null;
  /** Why the answer ended; null or absent until it does. Usage and cost may follow later. */
  readonly finish_reason?: FinishReason | null;
  /** Log probabilities of the tokens in this chunk, where asked for. */
  readonly logprobs?: Logprobs | null;
  /** Fields that only some servers send. */
  readonly [extra: string]: unknown;
}

/** What a chunk adds to the message of a choice. */
export interface ChunkDelta {
  /** `assistant` on the first chunk; null, absent or repeated later. */
  readonly role?: string | null;
  /** Text to append; null or empty on chunks that bring something else. Some models send parts. */
  readonly content?: string | readonly DeltaContentPart[] | null;
  /** Reasoning to append; comes before the content. */
  readonly reasoning_content?: string | null;
  /** The same under the name that some other servers use. */
  readonly reasoning?: string | null;
  /** True on a piece of reasoning that is an opaque, encrypted block. */
  readonly reasoning_encrypted?: boolean | null;
  /** Structured reasoning, to be sent back unchanged. */
  readonly reasoning_details?: readonly ReasoningDetail[] | null;
  /** Text to append to a refusal. */
  readonly refusal?: string | null;
  /** Pieces of tool calls. */
  readonly tool_calls?: readonly ToolCallDelta[] | null;
  /** Fields that only some servers send. */
  readonly [extra: string]: unknown;
}

/** A part of a delta's content, where a model sends parts instead of text. */
export interface DeltaContentPart {
  /** `text`, `thinking`, or what else a server has. */
  readonly type: string;
  /** Text of a `text` part. */
  readonly text?: string;
  /** Fields that only some servers send. */
  readonly [extra: string]: unknown;
}

/** Why an answer ended. Other servers send other words; they pass through unchanged. */
export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter' | (string & {});
