import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';

/** The most tokens that an answer is to have, and the name under which the request says so. */
export interface WishedLength {
  readonly field: keyof LengthLimits;
  readonly tokens: number;
}

/** Both names without the mark of the older one, since servers have to read it. */
interface LengthLimits {
  readonly max_completion_tokens?: number;
  readonly max_tokens?: number;
}

/** Reads the wish. The older name says nothing beside the newer one, nor where it is not above zero. */
export function wishedLength(request: ChatCompletionRequest): WishedLength | undefined {
  const { max_completion_tokens, max_tokens = 0 } = request as LengthLimits;
  if (max_completion_tokens !== undefined)
    return { field: 'max_completion_tokens', tokens: max_completion_tokens };
  return max_tokens > 0 ? { field: 'max_tokens', tokens: max_tokens } : undefined;
}
