import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';

/** Maximum number of tokens of an answer, and the request field that sets it. */
export interface RequestedLength {
  readonly field: keyof LengthLimits;
  readonly tokens: number;
}

/** The same fields as in {@link ChatCompletionRequest}, but `max_tokens` is not deprecated, since a server has to read it. */
interface LengthLimits {
  readonly max_completion_tokens?: number;
  readonly max_tokens?: number;
}

/** Reads the maximum length. `max_tokens` is ignored if `max_completion_tokens` is set, or if it is not positive. */
export function requestedLength(request: ChatCompletionRequest): RequestedLength | undefined {
  const { max_completion_tokens, max_tokens = 0 } = request as LengthLimits;
  if (max_completion_tokens !== undefined)
    return { field: 'max_completion_tokens', tokens: max_completion_tokens };
  return max_tokens > 0 ? { field: 'max_tokens', tokens: max_tokens } : undefined;
}
