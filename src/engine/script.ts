import type { FinishReason } from '../wire/chat-completion-chunk.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import type { CompletionCost, CompletionUsage } from '../wire/completion-usage.js';

/** What a stand-in for Venice answers: the first rule that fits a request gives the reply. */
export type Script = readonly ScriptRule[];

/** From a request to a reply. */
export interface ScriptRule {
  /** Whether this rule is for the request. Default: it is for every request. */
  readonly when?: (request: ChatCompletionRequest) => boolean;
  /** The reply, or a function that is called once for each request and returns it. */
  readonly reply: ScriptReply | ((request: ChatCompletionRequest) => ScriptReply);
}

/** An answer in words, or an HTTP error. */
export type ScriptReply = TextReply | ErrorReply;

/** An answer in words, sent as a stream or in one piece as the request asks. */
export interface TextReply {
  /** The answer. May be empty. */
  readonly text: string;
  /** Reasoning that comes before the answer. Default: none. */
  readonly reasoning?: string;
  /** Why the answer ends. Default: `stop`. */
  readonly finishReason?: FinishReason;
  /** Tokens to report. Default: counted from the messages and from the fragments of the answer. */
  readonly usage?: CompletionUsage;
  /** Price to report; null leaves it out. Default: computed from the usage. */
  readonly cost?: CompletionCost | null;
  /** How the answer is spread over time. Default: all of it at once. */
  readonly timing?: ReplyTiming;
  /** How a stream ends. Default: `split`. */
  readonly tail?: StreamTail;
}

/** An answer that is an HTTP error, for requests with and without `stream` alike. */
export interface ErrorReply {
  /** HTTP status, such as 429. */
  readonly status: number;
  /** The body: a text is sent as it is, as HTML; anything else as JSON. */
  readonly body: unknown;
  /** Headers to add to the usual ones, or to replace them; names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long to wait before it is sent; only `headersDelay` counts. */
  readonly timing?: ReplyTiming;
}

/**
 * Waiting times in milliseconds, each 0 by default; `Infinity` means never. An answer in one piece comes when the last
 * fragment of its stream would have come.
 */
export interface ReplyTiming {
  /** Before the headers. */
  readonly headersDelay?: number;
  /** From the headers, and the chunk with the role that follows them, to the first fragment. */
  readonly firstTokenDelay?: number;
  /** Between two fragments. */
  readonly tokenDelay?: number;
  /** Before every frame that comes after the chunk with the `finish_reason`. */
  readonly tailDelay?: number;
  /** From the last frame to the end of the body. */
  readonly endDelay?: number;
}

/**
 * The ways in which streams of Venice's models end. `split`: a chunk with the `finish_reason`, one with usage and cost
 * and no choices, `[DONE]`. `merged`: all in one chunk, `[DONE]`. `cut`: nothing, the body ends after the last fragment.
 */
export type StreamTail = 'cut' | 'merged' | 'split';
