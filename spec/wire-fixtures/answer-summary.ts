import {
  APIConnectionError,
  APIError,
  MalformedChunkError,
  RateLimitError,
  TruncatedStreamError,
  VeniceError,
} from 'venice-rx';
import type { ChatCompletion } from 'venice-rx';

/** The outcome of an answer, as the tables list it. Absent parts are left out. */
export interface AnswerSummary {
  /** Number of chunks. */
  readonly chunks?: number;
  /** Id of the completion. */
  readonly id?: string;
  /** `content` of each choice. */
  readonly text?: readonly (string | null)[];
  /** `finish_reason` of each choice. */
  readonly finish?: readonly (string | null)[];
  /** The reasoning of each choice that has any. */
  readonly reasoning?: readonly string[];
  /** The tool calls of all choices. */
  readonly toolCalls?: readonly object[];
  /** Other fields of each message, if any message has one. */
  readonly fields?: readonly object[];
  /** Total number of tokens. */
  readonly tokens?: number;
  /** Cost in US dollars. */
  readonly usd?: number;
  /** Other fields of the completion. */
  readonly extras?: object;
  /** Name of the error's class. */
  readonly error?: string;
  readonly message?: string;
  readonly isRetryable?: boolean;
  readonly status?: number;
  readonly code?: string | null;
  readonly inBand?: boolean;
  readonly requestId?: string;
  readonly retryAfter?: number;
  readonly reason?: string;
  /** Data of a malformed frame. */
  readonly data?: string;
  /** Name of the `cause` of an `APIConnectionError`. */
  readonly cause?: string;
}

export function summarizeCompletion(completion: ChatCompletion): AnswerSummary {
  const { id, object, created, model, choices, usage, cost, ...extras } = completion;
  const messages = choices.map(({ message }) => message);
  const reasoning = messages.flatMap(({ reasoning_content }) => reasoning_content ?? []);
  const toolCalls = messages.flatMap(({ tool_calls }) => tool_calls ?? []);
  const fields = messages.map(
    ({ role: _role, content: _content, reasoning_content: _reasoning, tool_calls: _calls, ...others }) =>
      others,
  );
  return {
    id,
    text: messages.map(({ content }) => content),
    finish: choices.map(({ finish_reason }) => finish_reason),
    ...(reasoning.length > 0 && { reasoning }),
    ...(toolCalls.length > 0 && { toolCalls }),
    ...(fields.some((others) => Object.keys(others).length > 0) && { fields }),
    ...(usage && { tokens: usage.total_tokens }),
    ...(cost && { usd: cost.usd }),
    ...(Object.keys(extras).length > 0 && { extras }),
  };
}

export function summarizeError(error: unknown): AnswerSummary {
  if (!(error instanceof VeniceError)) throw error;
  const { name, message, isRetryable, cause } = error;
  return {
    error: name,
    message,
    isRetryable,
    ...(error instanceof APIError && summarizeAPIError(error)),
    ...(error instanceof RateLimitError && { reason: error.reason }),
    // `connection`, the reason of most truncated answers, is left out.
    ...(error instanceof TruncatedStreamError && error.reason !== 'connection' && { reason: error.reason }),
    ...(error instanceof MalformedChunkError && { data: error.data }),
    ...(error instanceof APIConnectionError && cause instanceof Error && { cause: cause.name }),
  };
}

function summarizeAPIError({ status, code, inBand, requestId, retryAfter }: APIError): AnswerSummary {
  return {
    ...(status !== undefined && { status }),
    code,
    inBand,
    ...(requestId !== undefined && { requestId }),
    ...(retryAfter !== undefined && { retryAfter }),
  };
}
