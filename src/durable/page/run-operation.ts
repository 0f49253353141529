import type { Operation } from '../../client/operation.js';
import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';

/**
 * Declares an operation on a durable run. It has no limits, circuit breaker or usage records, since those count requests to a model, which
 * the server sends.
 */
export function declareRunOperation<Request, Value>(
  parts: Pick<Operation<Request, Value>, 'name' | 'retry' | 'send'>,
): Operation<Request, Value> {
  return {
    limits: 'none',
    isRecorded: false,
    interceptors: [],
    // Only bytes reset the timeouts, not output: a model may reason for long, and the server sends comments in the meantime.
    isStreaming: () => false,
    toChat: () => noChat,
    fromChat: (_, request) => request,
    ...parts,
  };
}

const noChat: ChatCompletionRequest = { model: '', messages: [] };
