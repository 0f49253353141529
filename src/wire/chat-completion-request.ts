import type { ChatMessage } from './chat-message.js';
import type { ResponseFormat, Tool, ToolChoice } from './tool.js';
import type { VeniceParameters } from './venice-parameters.js';

/**
 * What to ask. Field names are those of the wire; a field that is left out takes the model's own default.
 *
 * Source: Venice API reference, `POST /chat/completions`.
 */
export interface ChatCompletionRequest {
  /** Model, trait (`default`, `default_code` …) or alias; case-sensitive. */
  readonly model: string;
  /** The chat so far; at least one message. */
  readonly messages: readonly ChatMessage[];
  /** True: the answer comes in chunks. Default: false. */
  readonly stream?: boolean;
  /** `include_usage` is true unless you say otherwise. Only sent with `stream: true`. */
  readonly stream_options?: { readonly include_usage?: boolean };
  /** Randomness, 0 to 2. */
  readonly temperature?: number;
  /** Nucleus sampling, 0 to 1. */
  readonly top_p?: number;
  /** Keeps the k most likely tokens. */
  readonly top_k?: number;
  /** Smallest probability of a token, 0 to 1. */
  readonly min_p?: number;
  /** Lower bound of a dynamic temperature, 0 to 2. */
  readonly min_temp?: number;
  /** Upper bound of a dynamic temperature, 0 to 2. */
  readonly max_temp?: number;
  /** Punishes frequent tokens, -2 to 2. Default: 0. */
  readonly frequency_penalty?: number;
  /** Punishes tokens seen before, -2 to 2. Default: 0. */
  readonly presence_penalty?: number;
  /** Above 1 discourages repetition. */
  readonly repetition_penalty?: number;
  /** Most tokens of the answer, reasoning included. */
  readonly max_completion_tokens?: number;
  /**
   * Older name of `max_completion_tokens`.
   *
   * @deprecated Use `max_completion_tokens`.
   */
  readonly max_tokens?: number;
  /** How many answers to make; each is billed. Default: 1. */
  readonly n?: number;
  /** Makes the answer repeatable where the model can; above 0. */
  readonly seed?: number;
  /** One to four texts at which the answer ends. */
  readonly stop?: string | readonly string[] | null;
  /** Tokens at which the answer ends. */
  readonly stop_token_ids?: readonly number[];
  /** Asks for the log probability of each token. */
  readonly logprobs?: boolean;
  /** How many alternatives to report for each token. */
  readonly top_logprobs?: number;
  /** Tools that the model may call. */
  readonly tools?: readonly Tool[] | null;
  /** Whether and which tool to call. Default: `auto`. */
  readonly tool_choice?: ToolChoice;
  /** Allows several calls in one turn. Default: true. */
  readonly parallel_tool_calls?: boolean;
  /** Form of the answer. Default: text. */
  readonly response_format?: ResponseFormat;
  /** How much to reason. */
  readonly reasoning?: {
    readonly effort?: ReasoningEffort;
    readonly enabled?: boolean;
    readonly summary?: 'auto' | 'concise' | 'detailed';
  };
  /** How much to reason; wins over `reasoning.effort`. Which values a model takes is in its capabilities. */
  readonly reasoning_effort?: ReasoningEffort;
  /** How long the answer should be. */
  readonly verbosity?: 'auto' | 'high' | 'low' | 'medium';
  /** The same in the place where OpenAI has it. */
  readonly text?: { readonly verbosity?: 'auto' | 'high' | 'low' | 'medium' };
  /** Hint that routes requests of one conversation to the same cache. */
  readonly prompt_cache_key?: string;
  /** How long to keep the prompt cached. Default: `default`. */
  readonly prompt_cache_retention?: '24h' | 'default' | 'extended';
  /** Models to try when one refuses; at most 10, and only where the model supports it. */
  readonly fallbacks?: readonly { readonly model: string }[];
  /** What only Venice knows. */
  readonly venice_parameters?: VeniceParameters;
  /** Name of your own end user, 1 to 128 printable ASCII characters. */
  readonly anon_user_id?: string;
  /** Accepted and not used by the model. */
  readonly user?: string;
  /** Accepted and not used. */
  readonly store?: boolean;
  /** Accepted and not used. */
  readonly include?: readonly string[];
  /** Accepted and not used. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A request whose answer comes in chunks. */
export interface StreamingChatCompletionRequest extends ChatCompletionRequest {
  /** Makes the answer a stream. */
  readonly stream: true;
}

/** A request whose answer comes in one piece. */
export interface NonStreamingChatCompletionRequest extends ChatCompletionRequest {
  /** Absent or false. */
  readonly stream?: false;
}

/** How much a model is to reason. */
export type ReasoningEffort = 'high' | 'low' | 'max' | 'medium' | 'minimal' | 'none' | 'xhigh';
