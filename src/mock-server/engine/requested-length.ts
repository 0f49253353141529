import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';

/** Maximum number of tokens of an answer, and the request field that sets it. */
export interface RequestedLength {
  readonly field: keyof LengthLimits;
  readonly tokens: number;
}

/** Both fields without the deprecation of the older one, since servers have to read it. */
interface LengthLimits {
  readonly max_completion_tokens?: number;
  readonly max_tokens?: number;
}

/** Reads the maximum length. The older field is ignored if the newer one is set, or if it is not positive. */
export function requestedLength(request: ChatCompletionRequest): RequestedLength | undefined {
  const { max_completion_tokens, max_tokens = 0 } = request as LengthLimits;
  if (max_completion_tokens !== undefined)
    return { field: 'max_completion_tokens', tokens: max_completion_tokens };
  return max_tokens > 0 ? { field: 'max_tokens', tokens: max_tokens } : undefined;
}
