import type { ChatMessage } from './chat-message.js';
import type { ResponseFormat, Tool, ToolChoice } from './tool.js';
import type { VeniceParameters } from './venice-parameters.js';

/**
 * Request for a chat completion. Field names are those of the HTTP API. An omitted field without a default below has the default of
 * the model.
 *
 * Source: Venice API reference, `POST /chat/completions`.
 */
export interface ChatCompletionRequest {
  /** Model ID, trait (`default`, `default_code` …) or alias; case-sensitive. */
  readonly model: string;
  /** Messages of the chat so far; at least one. */
  readonly messages: readonly ChatMessage[];
  /** Whether to stream the answer in chunks. Default: false. */
  readonly stream?: boolean;
  /** Options of a stream. `include_usage` requests the token counts; with `stream: true`, this package sets it by default. */
  readonly stream_options?: { readonly include_usage?: boolean };
  /** Sampling temperature, 0 to 2. */
  readonly temperature?: number;
  /** Nucleus sampling, 0 to 1. */
  readonly top_p?: number;
  /** Limits sampling to the k most likely tokens. */
  readonly top_k?: number;
  /** Minimum probability of a token, 0 to 1. */
  readonly min_p?: number;
  /** Lower bound of a dynamic temperature, 0 to 2. */
  readonly min_temp?: number;
  /** Upper bound of a dynamic temperature, 0 to 2. */
  readonly max_temp?: number;
  /** Penalizes frequent tokens, -2 to 2. Default: 0. */
  readonly frequency_penalty?: number;
  /** Penalizes tokens that already occurred, -2 to 2. Default: 0. */
  readonly presence_penalty?: number;
  /** Repetition penalty; values above 1 discourage repetition. */
  readonly repetition_penalty?: number;
  /** Maximum number of tokens of the answer, including reasoning. */
  readonly max_completion_tokens?: number;
  /**
   * Older name of `max_completion_tokens`.
   *
   * @deprecated Use `max_completion_tokens`.
   */
  readonly max_tokens?: number;
  /** Number of choices to generate; each is billed. Default: 1. */
  readonly n?: number;
  /** Seed for repeatable answers, if the model supports it; above 0. */
  readonly seed?: number;
  /** One to four strings at which the answer ends. */
  readonly stop?: string | readonly string[] | null;
  /** Token IDs at which the answer ends. */
  readonly stop_token_ids?: readonly number[];
  /** Whether to return the log probability of each token. */
  readonly logprobs?: boolean;
  /** Number of alternatives to return for each token. */
  readonly top_logprobs?: number;
  /** Tools that the model may call. */
  readonly tools?: readonly Tool[] | null;
  /** Whether to call a tool, and which one. Default: `auto`. */
  readonly tool_choice?: ToolChoice;
  /** Whether to allow several tool calls in one answer. Default: true. */
  readonly parallel_tool_calls?: boolean;
  /** Format of the answer. Default: text. */
  readonly response_format?: ResponseFormat;
  /** Options of reasoning. */
  readonly reasoning?: {
    readonly effort?: ReasoningEffort;
    readonly enabled?: boolean;
    readonly summary?: 'auto' | 'concise' | 'detailed';
  };
  /** Reasoning effort; overrides `reasoning.effort`. The capabilities of a model list the supported values. */
  readonly reasoning_effort?: ReasoningEffort;
  /** Desired length of the answer. */
  readonly verbosity?: 'auto' | 'high' | 'low' | 'medium';
  /** Same as `verbosity`, in the field that OpenAI uses. */
  readonly text?: { readonly verbosity?: 'auto' | 'high' | 'low' | 'medium' };
  /** Hint to route requests of one conversation to the same cache. */
  readonly prompt_cache_key?: string;
  /** How long to keep the prompt cached. Default: `default`. */
  readonly prompt_cache_retention?: '24h' | 'default' | 'extended';
  /** At most 10 models to try if `model` refuses; only some models support this field. */
  readonly fallbacks?: readonly { readonly model: string }[];
  /** Parameters specific to Venice. */
  readonly venice_parameters?: VeniceParameters;
  /** Identifier of your end user, 1 to 128 printable ASCII characters without `||`. */
  readonly anon_user_id?: string;
  /** Accepted by Venice, but not used. By default, this package has separate limits for each `user`. */
  readonly user?: string;
  /** Accepted, but not used. */
  readonly store?: boolean;
  /** Accepted, but not used. */
  readonly include?: readonly string[];
  /** Accepted, but not used. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Request for a streamed answer. */
export interface StreamingChatCompletionRequest extends ChatCompletionRequest {
  /** Enables streaming. */
  readonly stream: true;
}

/** Request for an answer that is not streamed. */
export interface NonStreamingChatCompletionRequest extends ChatCompletionRequest {
  /** Absent or false. */
  readonly stream?: false;
}

/** Amount of reasoning. */
export type ReasoningEffort = 'high' | 'low' | 'max' | 'medium' | 'minimal' | 'none' | 'xhigh';
