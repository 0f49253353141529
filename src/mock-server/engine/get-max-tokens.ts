import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';

/** Maximum number of tokens of a choice, and the request field that sets it. */
export interface MaxTokens {
  readonly field: keyof MaxTokensFields;
  readonly tokens: number;
}

/** The same fields as in {@link ChatCompletionRequest}, but `max_tokens` is not deprecated, since a server has to read it. */
interface MaxTokensFields {
  readonly max_completion_tokens?: number;
  readonly max_tokens?: number;
}

/** Returns the maximum of a request. Ignores `max_tokens` if `max_completion_tokens` is set, or if `max_tokens` is not positive. */
export function getMaxTokens(request: ChatCompletionRequest): MaxTokens | undefined {
  const { max_completion_tokens, max_tokens = 0 } = request as MaxTokensFields;
  if (max_completion_tokens !== undefined)
    return { field: 'max_completion_tokens', tokens: max_completion_tokens };
  return max_tokens > 0 ? { field: 'max_tokens', tokens: max_tokens } : undefined;
}
