import {
  APIConnectionError,
  APIError,
  MalformedChunkError,
  RateLimitError,
  TruncatedStreamError,
  VeniceError,
} from 'venice-rx';
import type { ChatCompletion } from 'venice-rx';

/** What became of an answer, in the words of the tables. What is not there is left out. */
export interface Facts {
  /** How many chunks came. */
  readonly chunks?: number;
  /** The completion's name. */
  readonly id?: string;
  /** The text of each choice. */
  readonly text?: readonly (string | null)[];
  /** Why each choice ended. */
  readonly finish?: readonly (string | null)[];
  /** The reasoning of each choice that has any. */
  readonly reasoning?: readonly string[];
  /** The tool calls of all choices. */
  readonly toolCalls?: readonly object[];
  /** Fields of the messages that are none of those above. */
  readonly fields?: readonly object[];
  /** Tokens in all. */
  readonly tokens?: number;
  /** What the run cost, in US dollars. */
  readonly usd?: number;
  /** Whatever else the completion has. */
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
  /** The frame that was malformed. */
  readonly data?: string;
  /** Name of what caused the error. */
  readonly cause?: string;
}

/** The facts of a completion. */
export function factsOfCompletion(completion: ChatCompletion): Facts {
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

/** The facts of an error. */
export function factsOfError(error: unknown): Facts {
  if (!(error instanceof VeniceError)) throw error;
  const { name, message, isRetryable, cause } = error;
  return {
    error: name,
    message,
    isRetryable,
    ...(error instanceof APIError && factsOfAPIError(error)),
    ...(error instanceof RateLimitError && { reason: error.reason }),
    // All other truncated answers have the reason `connection`.
    ...(error instanceof TruncatedStreamError && error.reason !== 'connection' && { reason: error.reason }),
    ...(error instanceof MalformedChunkError && { data: error.data }),
    ...(error instanceof APIConnectionError && cause instanceof Error && { cause: cause.name }),
  };
}

function factsOfAPIError({ status, code, inBand, requestId, retryAfter }: APIError): Facts {
  return {
    ...(status !== undefined && { status }),
    code,
    inBand,
    ...(requestId !== undefined && { requestId }),
    ...(retryAfter !== undefined && { retryAfter }),
  };
}
